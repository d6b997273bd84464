import Dumps
import Testing

private struct Flavour: CustomTestStringConvertible, Sendable {
  var format: DumpFormat
  var text: String
  var testDescription: String { format.name }
}

private let flavours = [
  Flavour(
    format: .postgresTextHeader, text: "a\tb\n1\t\\N\n\\\\\\\\\tx\\ny\\\\\nż\t\\t\n\\\\N\t\n"),
  Flavour(format: .postgresText, text: "1\t\\N\n\\\\\\\\\tx\\ny\\\\\nż\t\\t\n\\\\N\t\n"),
  Flavour(format: .mysqlTab, text: "1\t\\N\nx\\\ny\\\\\tq\\\t\n\\\\\\\n\tż\\0\r\n"),
  Flavour(format: .mysqlCSV, text: "\"1\",\\N\n\"x\\\ny\\\\\",\"\\\",\n\"\n\"\\\\\\\"\",\"ż\"\n"),
  Flavour(format: .rfc4180, text: "a,b\r\n1,\r\n\"x\r\ny\",\"\"\"\"\r\nż,\"\"\r\n"),
  Flavour(
    format: .postgresCSVBackslashEscape, text: "a,b\n\\,\"\\\"\"\n\"x\n\\\\\",\\\n\"\\n\",ż\n"),
  Flavour(format: .sqliteQuote, text: "'a','b'\n1,NULL\n'x\ny','it''s'\n'',2.5\n"),
]

@Suite struct `in every flavour` {
  @Test(arguments: flavours)
  fileprivate func `a cut is reported, or a prefix whose last record is flagged`(
    _ flavour: Flavour
  ) throws {
    let reader = DumpReader(format: flavour.format)
    let bytes = Array(flavour.text.utf8)
    let all = try reader.dump(bytes, declaring: ["a", "b"])
    #expect(all.codes.isEmpty)
    #expect(all.rows.count >= 3)
    for count in 0..<bytes.count {
      guard let cut = try? reader.dump(Array(bytes[0..<count]), declaring: ["a", "b"]) else {
        continue
      }
      let isFlagged = cut.codes.contains("dump-cut-record")
      let whole = isFlagged && cut.count.rejectedCount == 0 ? cut.rows.dropLast() : cut.rows[...]
      #expect(whole.elementsEqual(all.rows.prefix(whole.count)), "\(count)")
      #expect(isFlagged || cut.count.rejectedCount == 0)
    }
  }

  @Test(arguments: flavours)
  fileprivate func `pieces give the rows of the whole`(_ flavour: Flavour) throws {
    let reader = DumpReader(format: flavour.format)
    let bytes = Array(flavour.text.utf8)
    let all = try reader.dump(bytes, declaring: ["a", "b"])
    for pieces in 2..<20 {
      let dump = try reader.dump(bytes, declaring: ["a", "b"], pieces: pieces)
      #expect(dump.rows == all.rows)
      #expect(dump.starts == all.starts)
      #expect(dump.codes.isEmpty)
    }
  }
}
