import Billing
import Pipelines
import Reconciliation
import XML

/// A pipeline written anew for files that lie beside it: its own words, other places and times.
///
/// Includes stand for what they include; comments are gone. Sources of objects, caches and waivers
/// are left out, and so is the connected account: they are about data of another world. The dump is
/// taken at the instant that is judged.
struct PipelineCopy {
  private let file: PipelineFile
  private let clock: ClockRules

  init(_ file: PipelineFile, clock: ClockRules) {
    self.file = file
    self.clock = clock
  }

  var text: [UInt8] {
    var writer = XMLWriter()
    writer.comment(" Made by trueup generate; what it reads is simulated. ")
    write(file.root, to: &writer)
    return writer.finish()
  }

  private func write(_ element: PipelineElement, to writer: inout XMLWriter) {
    if ["objects", "waiver", "caches"].contains(element.name) { return }
    writer.element(element.name, attributes: attributes(of: element)) { writer in
      for child in element.children { write(child, to: &writer) }
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
    case ("table", "files"): element.value("name").map { "database/\($0).csv*" }
    case ("table", "format"), ("table", "null-rule"): nil
    case ("clock", "as-of"), ("clock", "dump-taken-at"), ("clock", "settle"): nil
    case ("stripe", "complete"), ("stripe", "livemode"), ("stripe", "account"): nil
    default: attribute.value
    }
  }
}
