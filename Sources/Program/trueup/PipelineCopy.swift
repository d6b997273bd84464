import Billing
import Pipelines
import Reconciliation
import Simulation
import XML

/// A pipeline written anew for files that lie beside it: its own words, other places and times.
///
/// Includes stand for what they include; comments are gone. Sources of objects give way to the list
/// of endpoints. Waivers are left out, caches of which no entries are made, and the connected
/// account: they are about data of another world. The dump is taken at the instant that is judged.
struct PipelineCopy {
  private let file: PipelineFile
  private let clock: ClockRules
  private let caches: [CacheDefinition]

  /// Prepares a copy of the file that a system was defined by.
  init(_ file: PipelineFile, of definition: SystemDefinition) {
    self.file = file
    clock = definition.clock
    caches = definition.caches.filter(SimulationExport.knows)
  }

  var text: [UInt8] {
    var writer = XMLWriter()
    writer.comment(" Made by trueup generate; what it reads is simulated. ")
    write(file.root, to: &writer)
    return writer.finish()
  }

  private func write(_ element: PipelineElement, to writer: inout XMLWriter) {
    if isLeftOut(element) { return }
    writer.element(element.name, attributes: attributes(of: element)) { writer in
      for child in element.children { write(child, to: &writer) }
      if element.name == "stripe" {
        writer.element(
          "objects",
          ["files": "stripe/webhook_endpoints.json", "taken-at": clock.asOf.iso])
      }
    }
  }

  private func isLeftOut(_ element: PipelineElement) -> Bool {
    switch element.name {
    case "objects", "waiver": true
    case "cache": !caches.contains { $0.name == element.value("name") }
    case "caches": caches.isEmpty
    default: false
    }
  }

  private func attributes(of element: PipelineElement) -> [(name: String, value: String?)] {
    var attributes: [(name: String, value: String?)] = []
    if element.name == "pipeline" { attributes.append(("xmlns", "urn:trueup:pipeline:1")) }
    for attribute in element.attributes where attribute.namespace.isEmpty {
      attributes.append((attribute.name, value(of: attribute, in: element)))
    }
    switch element.name {
    case "clock": attributes.append(("as-of", clock.asOf.iso))
    case "stripe": attributes += [("livemode", "yes"), ("complete", "yes")]
    default: break
    }
    return attributes
  }

  private func value(of attribute: XMLAttribute, in element: PipelineElement) -> String? {
    switch (element.name, attribute.name) {
    case ("pipeline", "root"): nil
    case ("events", "files"): "stripe/events*"
    case ("cache", "files"): element.value("name").map { "cache/\($0).ndjson*" }
    case ("cache", "taken-at"): nil
    case ("table", "files"): element.value("name").map { "database/\($0).csv*" }
    case ("table", "format"), ("table", "null-rule"): nil
    case ("clock", "as-of"), ("clock", "dump-taken-at"), ("clock", "settle"): nil
    case ("stripe", "complete"), ("stripe", "livemode"), ("stripe", "account"): nil
    default: attribute.value
    }
  }
}
