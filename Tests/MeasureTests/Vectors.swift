import Billing
import Bytes
import Foundation
import Measure
import Revenue

/// Data that others worked out, where the machine has it.
let sharedFolder = ProcessInfo.processInfo.environment["TRUEUP_SHARED"].map { URL(filePath: $0) }

/// A set of worked cases.
struct Vectors {
  let folder: URL

  /// The set of a name.
  init(_ name: String) throws {
    struct Missing: Error {}
    guard let sharedFolder else { throw Missing() }
    folder = sharedFolder.appending(path: "vectors/\(name)")
  }

  /// The lines of a file without the first, which names the columns.
  func rows(_ path: String) throws -> [String] {
    Array(try lines(path).dropFirst())
  }

  /// The lines of a file.
  func lines(_ path: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map(String.init)
  }

  /// A file as JSON.
  func json(_ path: String) throws -> [String: Any] {
    let bytes = try Data(contentsOf: folder.appending(path: path))
    return try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
  }
}

extension Histories {
  /// The item ledger of all parts.
  func ledger(_ rules: MeasureRules = MeasureRules(), asOf: String? = nil) -> RecurringLedger {
    let measure = ItemLedger(
      rules: rules, terms: terms, asOf: asOf.map(instant) ?? clock)
    var whole = RecurringLedger()
    for part in parts { whole.add(measure.ledger(of: part)) }
    whole.sort()
    return whole
  }
}
