import Bytes
import Diagnostics

/// The name a pipeline gives to a table, to be found among the tables of a script.
struct TableName {
  /// The schema, where it is stated, and the table.
  private let parts: [[UInt8]]

  /// Reads `table` or `schema.table`; quotes are for names that hold a point.
  init(_ text: String) {
    var bytes = Array(text.utf8)
    bytes.append(0)
    parts = unsafe bytes.withUnsafeBufferPointer { buffer in
      var scan = unsafe SQLScan(
        ByteView(UnsafeBufferPointer(rebasing: buffer.dropLast())), escape: .standardSQL)
      return scan.path() ?? [Array(text.utf8)]
    }
  }

  /// Whether a name in the script, with as many schemas as it has, is this one.
  func matches(_ path: [[UInt8]]) -> Bool { path.suffix(parts.count).elementsEqual(parts) }

  /// No table, or more than one, bears the name.
  static func missing(_ table: String?, found count: Int) -> Failure {
    let name = table ?? "to read"
    let message =
      count == 0
      ? "the dump has no rows section for the table \(name)"
      : "the dump has \(count) tables that could be the table \(name)"
    return Failure(
      .dumpMissingTable, message,
      help: "name the table as the dump does, with its schema: schema.table")
  }
}

extension Array<[UInt8]> {
  /// The names as text; throws `dump-bad-header` for one that is no UTF-8 or empty.
  func columnNames() throws(Failure) -> [String] {
    var names: [String] = []
    for bytes in self {
      guard let name = String(validating: bytes, as: UTF8.self), !name.isEmpty else {
        throw Failure(.dumpBadHeader, "the name of a column is empty or no UTF-8")
      }
      names.append(name)
    }
    return names
  }
}
