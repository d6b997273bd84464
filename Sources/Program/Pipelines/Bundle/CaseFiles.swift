import Bytes
import Reconciliation

/// The files of a bundle, and what of them is in which.
struct CaseFiles {
  private var paths: [CaseRecord.Origin: String] = [:]
  /// What a file begins and ends with when it stands for a list of which more pages follow.
  private var truncated: Set<Int> = []
  private let definition: SystemDefinition

  /// What has a file, in the order of the pipeline.
  private(set) var origins: [CaseRecord.Origin] = []

  /// Names the files of a pipeline's bundle.
  ///
  /// - Parameters:
  ///   - pipeline: the pipeline.
  ///   - inputs: its files; what has none gets none, so that it goes on to be missing.
  init(_ pipeline: ResolvedPipeline, inputs: InputList) {
    definition = pipeline.definition
    for (place, source) in pipeline.sources.enumerated() {
      let isOnly = pipeline.sources.count { $0.kind == source.kind } == 1
      add(.stripe(place), "stripe/\(source.kind.rawValue)" + (isOnly ? "" : "-\(place + 1)"))
    }
    for (place, table) in definition.database.tables.enumerated() {
      let isThere = inputs.tables.contains { $0.table == place }
      add(.table(place), "database/" + Self.fileName(table.name, place), isThere: isThere)
    }
    for (place, cache) in definition.caches.enumerated() {
      let isThere = inputs.caches.contains { $0.caches.contains(place) }
      add(.cache(place), "cache/" + Self.fileName(cache.name, place), isThere: isThere)
    }
  }

  private mutating func add(
    _ origin: CaseRecord.Origin, _ name: String, isThere: Bool = true
  ) {
    if case .table = origin {
      paths[origin] = name + ".csv"
    } else {
      paths[origin] = name + ".ndjson"
    }
    if isThere { origins.append(origin) }
  }

  /// A table's name, where a file may have it.
  private static func fileName(_ name: String, _ place: Int) -> String {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
    return isPlain && (1...100).contains(name.utf8.count) ? name : "\(place + 1)"
  }

  /// The path of a file within the bundle.
  func path(of origin: CaseRecord.Origin) -> String { paths[origin] ?? "" }

  /// Makes the file of a source one of a list that goes on.
  mutating func truncate(source: Int) { truncated.insert(source) }

  /// The content of a file.
  ///
  /// - Parameters:
  ///   - origin: what it holds.
  ///   - lines: its records, without line ends but for those of rows.
  /// - Returns: the bytes.
  func content(of origin: CaseRecord.Origin, _ lines: [[UInt8]]) -> [UInt8] {
    switch origin {
    case .table(let place):
      return CaseRows(definition.database.tables[place]).header + lines.joined()
    case .stripe(let place) where truncated.contains(place):
      let head = Array("{\"object\":\"list\",\"has_more\":true,\"data\":[".utf8)
      return head + Array(lines.joined(separator: [0x2C])) + Array("]}\n".utf8)
    case .stripe, .cache:
      return lines.flatMap { $0 + [0x0A] }
    }
  }
}
