import Bytes
import Diagnostics
import Dumps
import Emit
import Foundation
import Reconciliation
import SQL
import TestSupport
import Testing

/// Values of every type on their way: as the database's own tool dumps them, into a plan, as
/// literals into a script, and back into a dump.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct TypeTests {
  @Test(arguments: DatabaseDialect.allCases)
  func `a value of any type is dumped again as it was dumped, and the rollback as well`(
    _ dialect: DatabaseDialect
  ) throws {
    let kinds = Kind.all(dialect)
    let bench = try ServerBench(dialect, schema: Kind.schema(kinds, dialect))
    defer { bench.drop() }
    let shape = TableShape(
      TableName(schema: dialect == .postgresql ? "public" : "", table: "kinds"),
      columns: [ColumnShape("id", .text, role: .key)]
        + kinds.map { ColumnShape($0.name, $0.type, isNullable: true) })
    let columns = shape.columns.map(\.name)
    let before = try bench.dumped("kinds", columns)
    let wanted = try bench.dumped("wanted", columns)
    #expect(before.count == wanted.count && before.count > 5)

    let outcome = bench.plan(
      zip(before, wanted).map { old, new in
        func cells(_ row: [ExportedCell]) -> [ColumnCell] {
          row.enumerated().map { ColumnCell($0.offset, $0.element) }
        }
        return Change(
          .update, table: 0, locator: [ColumnCell(0, old[0])], old: cells(old), new: cells(new),
          reason: Script.reason("x"))
      }, tables: [shape])
    #expect(outcome.review.isEmpty && outcome.plans[0].changes.count == before.count)
    let applied = try bench.apply(outcome)
    #expect(applied.status == 0, "\(applied.text)")
    #expect(try bench.dumped("kinds", columns) == wanted)
    let again = try bench.apply(outcome)
    #expect(again.text.contains("already applied"), "\(again.text)")
    let undone = try bench.undo(outcome)
    #expect(undone.status == 0, "\(undone.text)")
    #expect(try bench.dumped("kinds", columns) == before)
  }

  /// A type, how its column is declared, and values as a person would write them.
  private struct Kind {
    var name: String
    var type: SQLType
    var definition: String
    var values: [String]

    init(_ type: SQLType, _ definition: String, _ values: [String]) {
      name = "a " + definition.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
      (self.type, self.definition, self.values) = (type, definition, values)
    }

    static func all(_ dialect: DatabaseDialect) -> [Kind] {
      switch dialect {
      case .postgresql: postgreSQL
      case .mysql: mySQL
      case .sqlite: sqlite
      }
    }

    private static let texts = [
      "", "NULL", "\\N", "it's", #"a\b"c"#, "é\u{301}", "👩‍👩‍👧", "\r\n\t", "%s :x --", " x ",
    ]
    private static let documents = [
      "{}", "[]", "null", "\"\"", #"{"b": 1.50, "a": [true, null]}"#, #""\\ \" '""#, "1e2",
    ]
    private static let words = ["so so", "b'ad", "é", ""]
    private static let moments = [
      "2026-01-01 00:00:00", "1999-12-31 23:59:59.999", "2038-01-19 03:14:07.001",
    ]
    private static let days = ["2026-01-31", "2024-02-29", "1970-01-01"]
    private static let identifiers = [
      "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff",
    ]
    private static let small = ["0", "32767", "-32768"]
    private static let middle = ["0", "2147483647", "-2147483648"]
    private static let large = ["0", "9223372036854775807", "-9223372036854775808"]

    private static let postgreSQL: [Kind] = [
      Kind(.text, "text", texts),
      Kind(.varchar(40), "varchar(40)", texts),
      Kind(.text, "text COLLATE \"C\"", texts),
      Kind(.boolean, "boolean", ["t", "f"]),
      Kind(.smallint, "smallint", small), Kind(.integer, "integer", middle),
      Kind(.bigint, "bigint", large), Kind(.wholeNumber, "int4", middle),
      Kind(
        .numeric(precision: nil, scale: nil), "numeric",
        ["0", "1.50", "1.5", "-99999999999999999999999999.000000001", "NaN", "1e10"]),
      Kind(.numeric(precision: 12, scale: 2), "numeric(12,2)", ["0", "29.99", "-9999999999.99"]),
      Kind(.real, "real", ["0", "0.1", "3.4e38", "-0", "Infinity", "NaN", "1e-45"]),
      Kind(.double, "float8", ["0.1", "1e308", "-0", "5e-324", "123456789012345.67"]),
      Kind(.date, "date", days + ["infinity", "4713-01-01 BC"]),
      Kind(.timestamp(3), "timestamp(3)", moments + ["infinity"]),
      Kind(.timestamp(nil), "timestamp", moments + ["2026-01-01 00:00:00.000001"]),
      Kind(.timestamptz(3), "timestamptz(3)", moments.map { $0 + "+00" } + ["-infinity"]),
      Kind(.timestamptz(nil), "timestamptz", ["2026-07-01 12:00:00.123456+05:30"]),
      Kind(.json, "json", documents + [#"{"a":1,  "a":2}"#]),
      Kind(.jsonb, "jsonb", documents), Kind(.uuid, "uuid", identifiers),
      Kind(.enumeration(schema: "public", name: "Mood %"), "\"Mood %\"", words),
    ]

    private static let mySQL: [Kind] = [
      Kind(.text, "longtext", texts), Kind(.text, "char(40)", texts.filter { !$0.hasSuffix(" ") }),
      Kind(.varchar(40), "varchar(40)", texts),
      Kind(.text, "tinytext CHARACTER SET latin1", ["", "it's", "é", #"a\b"#]),
      Kind(.boolean, "tinyint(1)", ["1", "0"]),
      Kind(.smallint, "smallint", small), Kind(.integer, "int", middle),
      Kind(.bigint, "bigint", large),
      Kind(.wholeNumber, "bigint unsigned", ["0", "18446744073709551615"]),
      Kind(.numeric(precision: 12, scale: 2), "decimal(12,2)", ["0", "29.99", "-9999999999.99"]),
      Kind(
        .numeric(precision: 40, scale: 6), "decimal(40,6)", ["1.5", "-9999999999999999999.000001"]),
      Kind(.real, "float", ["0", "0.1", "3.4e38", "-1.5"]),
      Kind(.double, "double", ["0.1", "1e308", "5e-324", "123456789012345.67"]),
      Kind(.date, "date", days + ["9999-12-31"]),
      Kind(.timestamp(3), "datetime(3)", moments),
      Kind(.timestamp(6), "datetime(6)", moments + ["2026-01-01 00:00:00.000001"]),
      Kind(.timestamptz(3), "timestamp(3) NULL", moments),
      Kind(.json, "json", documents),
      Kind(.uuid, "char(36)", identifiers), Kind(.uuid, "uuid", identifiers),
      Kind(.enumeration(schema: "", name: "Mood"), "enum('so so', 'b''ad', 'é', '')", words),
    ]

    private static let sqlite: [Kind] = [
      Kind(.text, "TEXT", texts), Kind(.varchar(40), "VARCHAR(40)", texts),
      Kind(.text, "CLOB COLLATE NOCASE", texts),
      Kind(.boolean, "BOOLEAN", ["1", "0"]),
      Kind(.smallint, "SMALLINT", small), Kind(.integer, "INTEGER", middle),
      Kind(.bigint, "BIGINT", large), Kind(.wholeNumber, "INT", large),
      Kind(.numeric(precision: nil, scale: nil), "NUMERIC", ["0", "1.5", "-99999", "29.99"]),
      Kind(.real, "REAL", ["0.1", "-1.5", "1e+300"]), Kind(.double, "DOUBLE", ["0.1", "2.5"]),
      Kind(.date, "DATE", days), Kind(.timestamp(3), "DATETIME", moments),
      Kind(.timestamptz(3), "TIMESTAMP", moments.map { $0 + "+00" } + ["2026-01-01T00:00:00Z"]),
      Kind(.json, "JSON", documents), Kind(.jsonb, "JSONTEXT", documents),
      Kind(.uuid, "UUID TEXT", identifiers),
      Kind(.enumeration(schema: "", name: "Mood"), "TEXT CHECK (1)", words),
    ]

    /// Two tables: in each row of the second stands what stands in the next row of the first.
    static func schema(_ kinds: [Kind], _ dialect: DatabaseDialect) -> String {
      let quoting: SQLDialect =
        switch dialect {
        case .postgresql: .postgresql
        case .mysql: .mysql
        case .sqlite: .sqlite
        }
      let names = kinds.map { quoting.identifier($0.name) ?? "" }
      let columns = zip(names, kinds).map { ", \($0) \($1.definition)" }.joined()
      let count = (kinds.map(\.values.count).max() ?? 0) + 1
      func rows(from start: Int) -> String {
        (0..<count).map { row in
          let cells = kinds.map { kind in
            let place = (row + start) % (kind.values.count + 1)
            return place < kind.values.count ? quoting.literal(kind.values[place]) ?? "" : "NULL"
          }
          return "('k\(100 + row)', \(cells.joined(separator: ", ")))"
        }.joined(separator: ",\n")
      }
      let types =
        dialect == .postgresql
        ? #"CREATE TYPE "Mood %" AS ENUM ('so so', 'b''ad', 'é', '');"# : ""
      return types
        + [("kinds", 0), ("wanted", 1)].map { table, start in
          """
          CREATE TABLE \(table) (id varchar(40) PRIMARY KEY\(columns));
          INSERT INTO \(table) VALUES \(rows(from: start));
          """
        }.joined(separator: "\n")
    }
  }
}

extension ServerBench {
  /// The rows of a table as the database's own tool dumps it, in the order of their keys.
  fileprivate func dumped(_ table: String, _ columns: [String]) throws -> [[ExportedCell]] {
    let (text, format) = store.dump(table)
    let bytes = Array(text.utf8)
    var rows: [[ExportedCell]] = []
    var log = DiagnosticLog()
    try unsafe bytes.withUnsafeBufferPointer { buffer in
      let view = unsafe ByteView(buffer)
      let reader = DumpReader(format: format, table: table)
      let header = try reader.header(of: view, declaring: columns)
      _ = reader.read(
        view[header.rows], startByte: UInt64(header.rows.lowerBound), header: header,
        file: FileID(rawValue: 0), log: &log
      ) { row in
        rows.append(
          columns.map { column in
            let cell = row.cell(header.index(of: column) ?? 0)
            return cell.isNull ? .null : .text(cell.array)
          })
      }
    }
    #expect(log.entries.isEmpty)
    return rows
  }
}
