import Billing
import Bytes
import Reconciliation
import XML

/// The pipeline of a bundle: the words of the one it is cut from, other files, other names.
///
/// Includes stand for what they include. Comments, waivers, alerts and the choice of reports are
/// left out, and so is what limits the share of a table that may change: in a bundle one row is
/// all of it.
struct RedactedDefinition {
  let file: PipelineFile
  let pipeline: ResolvedPipeline
  let files: CaseFiles

  /// What the definition calls something, besides tables and columns, and what is no id of
  /// Stripe's: such words say nothing about anybody and stay.
  static func words(of file: PipelineFile) -> Set<[UInt8]> {
    var words: Set<[UInt8]> = []
    var waiting = [file.root]
    while let element = waiting.popLast() {
      if leftOut.contains(element.name) { continue }
      for attribute in element.attributes {
        words.formUnion(
          self.words(of: attribute, in: element).map { Array($0.utf8) })
      }
      waiting += element.children
    }
    return words.filter {
      !$0.contains(UInt8(ascii: "@")) && !NameShape.isStripes($0) && $0.count <= 64
    }
  }

  /// The text, with what stands for the names in it.
  func text(_ names: inout Pseudonyms) -> [UInt8] {
    var writer = XMLWriter()
    writer.comment(" Cut out and redacted by trueup bundle; README.md says how. ")
    var count = Count()
    write(file.root, to: &writer, &names, &count)
    return writer.finish()
  }

  /// How many elements were met of those that stand for files.
  private struct Count {
    var source = 0
    var table = 0
    var cache = 0
  }

  private static let leftOut: Set<String> = ["waive", "alerts", "output", "metrics"]

  /// Attributes that list words of the data, by element.
  private static let lists: [String: Set<String>] = [
    "stripe": ["account", "other-products"], "alias": ["price", "plan"],
    "catalogue": ["placeholders"],
    "live-rows": ["fallback-plan", "fallback-status"], "entitlement": ["plan", "metric"],
    "allowed": ["never", "values"], "metadata": ["values"], "status": ["word"],
    "metered": ["counters"],
    "event-status": ["word"], "cache": ["none"], "safety": ["protected-provenance"],
  ]

  /// Attributes that compare columns with words: `column=word`.
  private static let filters: Set<String> = [
    "where", "of-where", "plus-where", "entry-where", "opening-where",
  ]

  private static func words(of attribute: XMLAttribute, in element: PipelineElement) -> [Substring]
  {
    if filters.contains(attribute.name) {
      return attribute.value.split(separator: " ").compactMap { condition in
        condition.firstIndex(of: "=").map { condition[condition.index(after: $0)...] }
      }
    }
    if attribute.name == "path" {
      return attribute.value.split { $0 == "." || $0 == "[" || $0 == "]" }
    }
    let isList = lists[element.name]?.contains(attribute.name) == true
    return isList ? attribute.value.split { $0.isWhitespace } : []
  }

  private func write(
    _ element: PipelineElement, to writer: inout XMLWriter, _ names: inout Pseudonyms,
    _ count: inout Count
  ) {
    if Self.leftOut.contains(element.name) { return }
    let attributes = attributes(of: element, &names, &count)
    writer.element(element.name, attributes: attributes) { writer in
      for child in element.children { write(child, to: &writer, &names, &count) }
      guard element.name == "pipeline", !element.children.contains(where: { $0.name == "safety" })
      else { return }
      writer.element("safety", attributes: [Self.noLimit]) { _ in }
    }
  }

  /// In a bundle one row may be all of a table.
  private static let noLimit: (name: String, value: String?) = ("max-percent", "100")

  private func attributes(
    of element: PipelineElement, _ names: inout Pseudonyms, _ count: inout Count
  ) -> [(name: String, value: String?)] {
    var attributes: [(name: String, value: String?)] = []
    for attribute in element.attributes where attribute.namespace.isEmpty {
      attributes.append((attribute.name, value(of: attribute, in: element, &names)))
    }
    let clock = pipeline.definition.clock
    switch element.name {
    case "pipeline": attributes.insert(("xmlns", "urn:trueup:pipeline:1"), at: 0)
    case "clock":
      attributes += [("as-of", clock.asOf.iso), ("dump-taken-at", clock.dumpTakenAt.iso)]
    case "events", "objects":
      attributes.append(("files", files.path(of: .stripe(count.source))))
      count.source += 1
    case "table":
      attributes.append(("files", files.path(of: .table(count.table))))
      attributes.append(("format", CaseRows.format))
      count.table += 1
    case "cache":
      attributes.append(("files", files.path(of: .cache(count.cache))))
      count.cache += 1
    case "safety": attributes.append(Self.noLimit)
    default: break
    }
    return attributes
  }

  private func value(
    of attribute: XMLAttribute, in element: PipelineElement, _ names: inout Pseudonyms
  ) -> String? {
    switch (element.name, attribute.name) {
    case ("pipeline", "root"), ("clock", "as-of"), ("clock", "dump-taken-at"), (_, "files"),
      ("table", "format"), ("table", "null-rule"), ("safety", "max-percent"),
      ("safety", "max-shrink-percent"):
      return nil
    case (_, let name) where Self.filters.contains(name):
      return attribute.value.split(separator: " ").map { condition in
        guard let equals = condition.firstIndex(of: "=") else { return String(condition) }
        let word = condition[condition.index(after: equals)...]
        return condition[...equals] + standIn(for: word, &names)
      }.joined(separator: " ")
    default:
      guard Self.lists[element.name]?.contains(attribute.name) == true else {
        // Lists may have been written over several lines.
        return attribute.value.split { $0.isWhitespace }.joined(separator: " ")
      }
      return attribute.value.split { $0.isWhitespace }
        .map { standIn(for: $0, &names) }.joined(separator: " ")
    }
  }

  private func standIn(for word: Substring, _ names: inout Pseudonyms) -> String {
    String(decoding: names.standIn(for: Array(word.utf8), .shared), as: UTF8.self)
  }
}
