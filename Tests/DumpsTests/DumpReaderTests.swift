import Diagnostics
import Dumps
import TestSupport
import Testing

private func failure(_ text: String, _ format: DumpFormat, _ columns: [String] = []) -> Failure? {
  do {
    _ = try DumpReader(format: format).dump(text, declaring: columns)
    return nil
  } catch {
    return error as? Failure
  }
}

@Suite struct `a dump` {
  @Test func `keeps NULL and the empty text apart`() throws {
    let dump = try DumpReader(format: .postgresCSV).dump("a,b,c\n,\"\",x\n")
    #expect(dump.texts == [[nil, "", "x"]])
    #expect(dump.codes.isEmpty)
  }

  @Test func `decodes quotes, line feeds and carriage returns within quotes`() throws {
    let dump = try DumpReader(format: .postgresCSV).dump("a,b\n\"say \"\"hi\"\"\",\"x\r\ny\n\"\n")
    #expect(dump.texts == [["say \"hi\"", "x\r\ny\n"]])
  }

  @Test func `with a NULL token tells it from the same text in quotes`() throws {
    let token = try DumpReader(format: .postgresCSVBackslashN).dump("a,b\n\\N,\"\\N\"\n")
    #expect(token.texts == [[nil, "\\N"]])
    let word = try DumpReader(format: .postgresCSVWordNull).dump("a,b,c\nNULL,\"NULL\",\n")
    #expect(word.texts == [[nil, "NULL", ""]])
  }

  @Test func `of COPY text decodes every escape COPY writes`() throws {
    let dump = try DumpReader(format: .postgresText).dump(
      "\\N\t\\\\N\t\\b\\f\\n\\r\\t\\v\\\\\n\t\ty\n", declaring: ["a", "b", "c"])
    #expect(dump.texts == [[nil, "\\N", "\u{8}\u{c}\n\r\t\u{b}\\"], ["", "", "y"]])
    #expect(dump.codes.isEmpty)
  }

  @Test func `of MySQL keeps escaped tabs and line feeds as data`() throws {
    let dump = try DumpReader(format: .mysqlTab).dump(
      "a\\\tb\tx\\\ny\n\\N\t\\0\\Z\\r\r\n", declaring: ["a", "b"])
    #expect(dump.texts == [["a\tb", "x\ny"], [nil, "\0\u{1a}\r\r"]])
    let quoted = try DumpReader(format: .mysqlCSV).dump(
      "\"a\\\"b\",\\N\n\"x\\\ny\",\"\\\\\"\n", declaring: ["a", "b"])
    #expect(quoted.texts == [["a\"b", nil], ["x\ny", "\\"]])
  }

  @Test func `with ESCAPE backslash treats it as data outside quotes`() throws {
    let dump = try DumpReader(format: .postgresCSVBackslashEscape).dump(
      "a,b\nabc\\,\"q\\\" \\\\ \\n\"\n")
    #expect(dump.texts == [["abc\\", "q\" \\ \\n"]])
  }

  @Test func `may end its lines with CR LF throughout`() throws {
    let dump = try DumpReader(format: .rfc4180).dump("a,b\r\n1,\"2\"\r\n3,\r\n")
    #expect(dump.texts == [["1", "2"], ["3", nil]])
    #expect(dump.codes.isEmpty)
  }

  @Test func `of one column reads an empty line as NULL`() throws {
    let dump = try DumpReader(format: .postgresCSV).dump("a\n\n\"\"\n\"\\.\"\n\\.\n")
    #expect(dump.texts == [[nil], [""], ["\\."]])
  }

  @Test func `numbers its records and says where they stand`() throws {
    let dump = try DumpReader(format: .postgresCSV).dump("a,b\n1,2\n1\n\"3\n\",4\n")
    #expect(dump.indices == [0, 2])
    #expect(dump.starts == [4, 10])
    #expect(dump.count == DumpCount(recordCount: 3, rejectedCount: 1))
  }

  @Test func `skips a byte order mark and ends at the end marker`() throws {
    let dump = try DumpReader(format: .postgresCSV).dump("\u{FEFF}a,b\n1,2\n\\.\n")
    #expect(dump.header.columns == ["a", "b"])
    #expect(dump.texts == [["1", "2"]])
    #expect(dump.codes.isEmpty)
  }
}

@Suite struct `a record is rejected` {
  static let cases: [(DumpFormat, String, String, String?)] = [
    (.postgresCSV, "a,b\n‹1›\n", "dump-uneven-record", nil),
    (.postgresCSV, "a,b\n‹1,2,3›\n", "dump-uneven-record", nil),
    (.postgresCSV, "a,b\n1,‹\"›x\n", "dump-unterminated-quote", "b"),
    (.postgresCSV, "a,b\n1,x‹\"›y\n", "dump-stray-quote", "b"),
    (.postgresCSV, "a,b\n\"x‹\"›y,2\n", "dump-stray-quote", "a"),
    (.postgresCSV, "a,b\n1,2‹\r›\n", "dump-mixed-line-ends", nil),
    (.postgresCSV, "a,b\r\n1,2‹\n›", "dump-mixed-line-ends", nil),
    (.postgresCSV, "a,b\n1‹\r›1,2\n", "dump-bare-return", "a"),
    (.postgresCSV, "a,b\n1,‹\0›\n", "dump-nul-byte", "b"),
    (.postgresCSV, "a,b\n1,\"‹\0›\"\n", "dump-nul-byte", "b"),
    (.postgresCSV, "a,b\n‹\\.›\n1,2\n", "dump-after-end", nil),
    (.postgresCSV, "a,b\n‹a,b›\n", "dump-repeated-header", nil),
    (.postgresTextHeader, "a\tb\n1\t‹\\›q\n", "dump-bad-escape", "b"),
    (.postgresTextHeader, "a\tb\n1\t‹\\›x41\n", "dump-bad-escape", "b"),
  ]

  @Test(arguments: cases)
  func `at the byte that is wrong`(
    _ format: DumpFormat, _ text: String, _ code: String, _ column: String?
  ) throws {
    let marked = Marked(text)
    let dump = try DumpReader(format: format).dump(marked.bytes)
    let rejection = try #require(dump.log.entries.first { $0.severity == .rejection })
    #expect(rejection.code.rawValue == code)
    #expect(rejection.place == column)
    #expect(dump.count.rejectedCount == 1)
    #expect(rejection.span.startByte == UInt64(marked.ranges[0].lowerBound))
    #expect(rejection.span.byteCount == UInt32(marked.ranges[0].count))
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
      [0xE0, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xE2, 0x82],
    ] as [[UInt8]])
  func `when it is no UTF-8`(_ bytes: [UInt8]) throws {
    let dump = try DumpReader(format: .postgresCSV).dump(
      Array("a,b\nzażółć,€\u{10FFFF}\n1,x".utf8) + bytes + Array("\n2,y\n".utf8))
    #expect(dump.codes == ["dump-invalid-utf8"])
    #expect(dump.rows.count == 2)
    #expect(dump.log.entries[0].place == "b")
    #expect(dump.log.entries[0].recordNumber == 2)
  }

  @Test func `when it is too long`() throws {
    let long = [UInt8](repeating: 0x78, count: DumpReader.recordLimit)
    let dump = try DumpReader(format: .postgresCSV).dump(Array("a,b\n1,".utf8) + long + [10])
    #expect(dump.codes == ["dump-long-record"])
  }
}

@Suite struct `a doubtful dump` {
  @Test func `without a last line end warns unless its end is proven`() throws {
    let bytes = Array("a,b\n1,2".utf8)
    let dump = try DumpReader(format: .postgresCSV).dump(bytes)
    #expect(dump.codes == ["dump-cut-record"])
    #expect(dump.texts == [["1", "2"]])
    #expect(try DumpReader(format: .postgresCSV).dump(bytes, endIsProven: true).codes.isEmpty)
  }

  @Test func `without rows warns`() throws {
    #expect(try DumpReader(format: .postgresCSV).dump("a,b\n").codes == ["dump-no-rows"])
    #expect(try DumpReader(format: .postgresCSV).dump("a,b\n\\.\n").codes == ["dump-no-rows"])
  }
}

@Suite struct `a dump is refused` {
  @Test(arguments: DumpFormat.allNames)
  func `by name exactly when its format loses something`(_ name: String) throws {
    let format = try #require(DumpFormat(name: name))
    let refusal = failure("x", format, ["x"])
    #expect((refusal?.code == .dumpLossyFormat) == (format.loss != .none))
    if format.loss != .none { #expect(refusal?.help?.contains(format.exportCommand) == true) }
  }

  @Test func `unless a promise says what NULL is`() throws {
    let rule = try #require(NullRule(promise: "word-null-is-null"))
    let batch = try #require(DumpFormat(name: "mysql-batch")).promising(rule)
    #expect(try DumpReader(format: batch).dump("a\tb\nNULL\t\n").texts == [[nil, ""]])
    let raw = try #require(DumpFormat(name: "mysql-batch-raw")).promising(rule)
    #expect(failure("a\tb\nNULL\t\n", raw)?.code == .dumpLossyFormat)
    for name in NullRule.promiseNames { #expect(NullRule(promise: name) != nil) }
  }

  static let cases: [(DumpFormat, String, [String], Failure.Code)] = [
    (.postgresCSV, "", [], .dumpEmpty),
    (.postgresCSV, "a,b", [], .dumpBadHeader),
    (.postgresCSV, "a,b\"\n1,2\n\"\n", [], .dumpBadHeader),
    (.postgresCSV, "a,\n1,2\n", [], .dumpBadHeader),
    (.postgresCSV, "a,\0\n1,2\n", [], .dumpBadHeader),
    (.postgresCSV, "a,b,a\n1,2,3\n", [], .dumpDuplicateColumn),
    (.postgresCSV, "a,b\n1,2\n", ["a", "c"], .dumpMissingColumn),
    (.postgresCSV, "1,x\n2,y\n", ["id", "name"], .dumpWrongFormat),
    (.postgresCSV, "a\tb\n1\t2\n", [], .dumpWrongFormat),
    (.postgresCSV, "a;b\n1;2\n", [], .dumpWrongFormat),
    (.postgresCSV, "a|b\n1|2\n", [], .dumpWrongFormat),
    (.postgresTextHeader, "a,b\n1,2\n", [], .dumpWrongFormat),
    (.postgresCSV, "--\n-- PostgreSQL database dump\n", [], .dumpWrongFormat),
    (.postgresCSV, "PGDMP\u{1}", [], .dumpWrongFormat),
    (.postgresCSV, "{\"a\":1}\n", [], .dumpWrongFormat),
    (.postgresText, "a\tb\n1\t2\n", ["a", "b"], .dumpWrongFormat),
    (.postgresText, "1\t2\n", [], .dumpBadHeader),
  ]

  @Test(arguments: cases)
  func `when the bytes contradict the declaration`(
    _ format: DumpFormat, _ text: String, _ columns: [String], _ code: Failure.Code
  ) {
    let refusal = failure(text, format, columns)
    #expect(refusal?.code == code)
    #expect(refusal?.help != nil)
  }

  @Test func `but a header in quotes is a header`() throws {
    let dump = try DumpReader(format: .postgresCSV).dump("\"a\",\"b \"\"c\"\"\"\n1,2\n")
    #expect(dump.header.columns == ["a", "b \"c\""])
  }
}
