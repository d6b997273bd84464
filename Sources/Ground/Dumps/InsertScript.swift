import Bytes
import Diagnostics

/// A script of INSERT statements, as mysqldump, `pg_dump --inserts` and the SQLite shell write it.
struct InsertScript {
  let bytes: ByteView
  let format: DumpFormat

  /// The columns of one table of a script that is whole, and where its first row stands.
  ///
  /// Throws `dump-missing-table`, `dump-bad-header` and `dump-incomplete`.
  func header(of table: String?, declaring columns: [String]) throws(Failure) -> DumpHeader {
    try requireEnd()
    guard let table else { throw TableName.missing(nil, found: 0) }
    let name = TableName(table)
    var created: [[UInt8]]?
    var first: InsertStatement?
    var paths: [[[UInt8]]] = []
    var scan = SQLScan(bytes, escape: format.escape)
    scan.skipTrivia()
    while !scan.isAtEnd {
      let start = scan.at
      if scan.take("CREATE") {
        if let columns = createdColumns(&scan, of: name) { created = columns }
      } else if scan.take("INSERT"), let insert = InsertStatement(&scan, at: start),
        name.matches(insert.path)
      {
        if !paths.contains(insert.path) { paths.append(insert.path) }
        first = first ?? insert
      }
      scan.skipStatement()
      scan.skipTrivia()
    }
    guard paths.count < 2, first != nil || created != nil else {
      throw TableName.missing(table, found: paths.count)
    }
    guard let names = try (first?.columns ?? created)?.columnNames() ?? stated(columns) else {
      throw Failure(
        .dumpBadHeader, "the dump does not name the columns of the table",
        help: "export with: \(format.exportCommand)")
    }
    let start = first?.start ?? bytes.count
    return DumpHeader(columns: names, rows: start..<bytes.count, endIsProven: true)
  }

  private func stated(_ columns: [String]) -> [String]? { columns.isEmpty ? nil : columns }

  /// The columns of CREATE TABLE, when it is the table's; its keyword CREATE has been passed.
  private func createdColumns(_ scan: inout SQLScan, of table: TableName) -> [[UInt8]]? {
    guard scan.take("TABLE") else { return nil }
    if scan.take("IF") { _ = scan.take("NOT") && scan.take("EXISTS") }
    guard let path = scan.path(), table.matches(path), scan.take(UInt8(ascii: "(")) else {
      return nil
    }
    var columns: [[UInt8]] = []
    repeat {
      scan.skipTrivia()
      let isQuoted = scan.next == UInt8(ascii: "\"") || scan.next == UInt8(ascii: "`")
      guard let name = scan.name() else { return nil }
      if isQuoted || !Self.constraints.contains(String(decoding: name, as: UTF8.self).uppercased())
      {
        columns.append(name)
      }
      scan.skipToListEnd()
    } while scan.take(UInt8(ascii: ","))
    return scan.take(UInt8(ascii: ")")) ? columns : nil
  }

  private static let constraints: Set = [
    "PRIMARY", "UNIQUE", "KEY", "INDEX", "CONSTRAINT", "FOREIGN", "CHECK", "EXCLUDE", "FULLTEXT",
    "SPATIAL", "LIKE",
  ]

  /// Each program ends its script in its own way, and nothing but comments may follow.
  private func requireEnd() throws(Failure) {
    let mark: StaticString =
      switch format.name {
      case DumpFormat.mysqlDump.name: "\n-- Dump completed"
      case DumpFormat.sqliteDump.name: "\nCOMMIT;"
      default: "\n-- PostgreSQL database dump complete"
      }
    var at = max(0, bytes.count - 4_096)
    at = bytes.offset(of: mark, from: at)
    var rest = SQLScan(bytes, escape: format.escape, at: at + mark.utf8CodeUnitCount)
    if format.name != DumpFormat.sqliteDump.name {
      rest.at = bytes.offset(of: 0x0A, from: min(rest.at, bytes.count))
    }
    rest.skipTrivia()
    guard at < bytes.count, rest.isAtEnd else {
      throw Failure(
        .dumpIncomplete, "the script does not end with its end mark", byte: UInt64(bytes.count),
        help: "the dump was cut; export it again with: \(format.exportCommand)")
    }
  }
}

/// The beginning of an INSERT statement, up to its first row.
struct InsertStatement {
  var start: Int
  var path: [[UInt8]]
  var columns: [[UInt8]]?

  /// Reads on after the keyword INSERT; nil when the statement is of another form.
  init?(_ scan: inout SQLScan, at start: Int) {
    self.start = start
    _ = scan.take("IGNORE")
    guard scan.take("INTO"), let path = scan.path() else { return nil }
    self.path = path
    columns = scan.names()
    if scan.take("OVERRIDING") { _ = scan.take("SYSTEM") && scan.take("VALUE") }
    guard scan.take("VALUES") else { return nil }
  }
}

extension SQLScan {
  /// Passes the rest of one entry of a list, to the comma or parenthesis that ends it.
  ///
  /// The answer is false when a string does not end.
  @discardableResult
  mutating func skipToListEnd() -> Bool {
    var depth = 0
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
        if !skipQuoted(byte) { return false }
        continue
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        if depth == 0 { return true }
        depth -= 1
      case UInt8(ascii: ","):
        if depth == 0 { return true }
      default: break
      }
      at += 1
    }
    return true
  }
}
