import Billing
import Bytes
import Diagnostics
import Dumps
import Normalize
import Reconciliation
import Testing

@Suite struct `cells of declared types` {
  /// A column's type, what the dump says, and the cell as a word.
  static let cases: [(ColumnType, String, String)] = [
    (.text, "a b", "a b"), (.text, "", "null"), (.uuid, "0a-1", "0a-1"),
    (.enumeration("Status"), "ACTIVE", "ACTIVE"), (.jsonb, "\"{\"\"a\"\":1}\"", "{\"a\":1}"),
    (.integer, "42", "42"), (.integer, "-7", "-7"), (.integer, "4x", "!"),
    (.integer, "99999999999999999999", "!"),
    (.decimal(scale: 2), "29.99", "2999"), (.decimal(scale: 2), "29", "2900"),
    (.boolean, "t", "true"), (.boolean, "false", "false"), (.boolean, "maybe", "!"),
    (.timestamp(precision: 3), "1970-01-01 00:01:40.000", "100"),
    (.timestampWithZone(precision: 3), "1970-01-01 02:01:40+02", "100"),
    (.timestamp(precision: 3), "yesterday", "!"),
    (.date, "1970-01-02", "86400"), (.date, "1970-13-02", "!"),
    (.epochSeconds, "100", "100"), (.epochSeconds, "soon", "!"),
  ]

  private func normalized(
    _ type: ColumnType, _ text: String, file columns: String = "id,value"
  ) throws -> (table: DatabaseTable, symbols: Symbols, log: DiagnosticLog) {
    let definition = TableDefinition(
      name: "t", role: .other,
      columns: [
        ColumnDefinition(name: "id", field: .key, type: .text),
        ColumnDefinition(name: "value", field: .amount, type: type),
      ])
    let bytes = Array("\(columns)\nr1,\(text)\n".utf8)
    let reader = DumpReader(format: .postgresCSV)
    return try withView(bytes) { view in
      let header = try reader.header(of: view, declaring: [])
      var rows = RowNormalizer(
        definition: definition, keeping: [0, 1], header: header, file: FileID(rawValue: 0))
      var outer = DiagnosticLog()
      var log = DiagnosticLog()
      _ = reader.read(
        view[header.rows], startByte: UInt64(header.rows.lowerBound), header: header,
        file: FileID(rawValue: 0), log: &outer, isLast: true, endIsProven: true
      ) { row in rows.take(row, log: &log) }
      return (rows.table, rows.symbols, log)
    }
  }

  @Test(arguments: cases)
  func `a value is read as its column says`(type: ColumnType, text: String, word: String) throws {
    let outcome = try normalized(type, text)
    #expect(outcome.table[0, .key].word(in: outcome.symbols) == "r1")
    #expect(outcome.table[0, .amount].word(in: outcome.symbols) == word)
    #expect(outcome.log.entries.map(\.code.rawValue) == (word == "!" ? ["dump-bad-value"] : []))
    if word == "!" {
      #expect(outcome.log.entries[0].place == "value" && outcome.log.entries[0].recordNumber == 1)
    }
  }

  @Test func `a column that the file lacks is unknown, not null`() throws {
    let outcome = try normalized(.text, "x", file: "id,other")
    #expect(outcome.table[0, .amount] == .unknown && outcome.log.entries.isEmpty)
    #expect(outcome.table.fileColumns == ["id", "other"])
    #expect(outcome.table.origins[0].recordNumber == 1)
  }
}
