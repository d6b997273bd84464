import Diagnostics
import Dumps
import Testing

private let pgEnd = "\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict x\n"

private func refusal(_ text: String, _ format: DumpFormat, _ table: String?) -> Failure.Code? {
  do {
    _ = try DumpReader(format: format, table: table).dump(text)
    return nil
  } catch {
    return (error as? Failure)?.code
  }
}

@Suite struct `a pg_dump script` {
  static let script = """
    --
    \\restrict x
    CREATE FUNCTION public.f() RETURNS text AS $_$
    COPY public.subs (id) FROM stdin;
    $_$;
    COMMENT ON TABLE x IS 'it''s;
    COPY public.subs (id) FROM stdin;';
    COPY public.other (id, v) FROM stdin;
    COPY public.subs (id) FROM stdin;\tx
    \\.
    COPY public."Subs" (id, "order") FROM stdin;
    1\t\\N
    2\ta\\nb
    \\.
    COPY public.empty (id) FROM stdin;
    \\.
    """ + pgEnd

  @Test func `is read from the block of one table`() throws {
    let dump = try DumpReader(format: .postgresDump, table: "Subs").dump(Self.script)
    #expect(dump.header.columns == ["id", "order"])
    #expect(dump.texts == [["1", nil], ["2", "a\nb"]])
    #expect(dump.codes.isEmpty)
    let other = try DumpReader(format: .postgresDump, table: "public.other").dump(Self.script)
    #expect(other.rows.count == 1)
    let empty = try DumpReader(format: .postgresDump, table: "empty").dump(Self.script)
    #expect(empty.codes == ["dump-no-rows"])
  }

  @Test func `is refused without its table or its end`() {
    #expect(refusal(Self.script, .postgresDump, "subs") == .dumpMissingTable)
    #expect(refusal(Self.script, .postgresDump, nil) == .dumpMissingTable)
    let cut = Self.script.replacing("database dump complete", with: "")
    #expect(refusal(cut, .postgresDump, "Subs") == .dumpIncomplete)
  }

  @Test func `cut at any byte is refused`() {
    let bytes = Array(Self.script.utf8)
    let end = bytes.count - "--\n\n\\unrestrict x\n".utf8.count - 1
    for count in 1..<end {
      let code = refusal(
        String(decoding: bytes[0..<count], as: UTF8.self), .postgresDump, "Subs")
      #expect(code != nil, "\(count)")
    }
  }
}

@Suite struct `a script of INSERT statements` {
  @Test func `gives one of its rows by itself as well`() throws {
    let text = """
      INSERT INTO `t` (`id`, `v`) VALUES (1,'a'),(2,'(b'),(3,NULL);
      -- Dump completed

      """
    let reader = DumpReader(format: .mysqlDump, table: "t")
    let header = try reader.dump(text).header
    var alone: [[String]] = []
    var log = DiagnosticLog()
    for row in ["(1,'a')", "(2,'(b')"] {
      withView(Array(row.utf8)) { view in
        _ = reader.read(
          view, startByte: 40, header: header, file: FileID(rawValue: 0), log: &log
        ) { row in alone.append((0..<2).map { String(decoding: row.cell($0).array, as: UTF8.self) })
        }
      }
    }
    #expect(alone == [["1", "a"], ["2", "(b"]])
  }

  @Test func `of MySQL is read with its escapes, numbers and hex`() throws {
    let dump = try DumpReader(format: .mysqlDump, table: "t").dump(
      """
      -- MySQL dump
      /*!40101 SET NAMES utf8mb4 */;
      CREATE TABLE `t` (
        `id` int(11) NOT NULL,
        `v` enum('a,b',')') DEFAULT NULL,
        `order` decimal(24,4),
        PRIMARY KEY (`id`)
      ) ENGINE=InnoDB;
      INSERT INTO `other` VALUES (1,'INSERT INTO `t` VALUES (9,9,9);');
      INSERT INTO `t` VALUES
      (1,'it\\'s\\n\\0',-1.50),(2,NULL,0x4142),
      (3,_binary 'a''b',b'1');
      -- Dump completed on 2026-01-02

      """)
    #expect(dump.header.columns == ["id", "v", "order"])
    #expect(dump.texts == [["1", "it's\n\0", "-1.50"], ["2", nil, "AB"], ["3", "a'b", "\u{1}"]])
    #expect(dump.codes.isEmpty)
  }

  @Test func `of PostgreSQL leaves backslashes alone`() throws {
    let dump = try DumpReader(format: .postgresInserts, table: "public.t").dump(
      "INSERT INTO public.t (a, b) VALUES ('x\\', E'y\\n''');\n"
        + "INSERT INTO public.t (a, b) VALUES ('two\nlines; --', true);\n" + pgEnd)
    #expect(dump.texts == [["x\\", "y\n'"], ["two\nlines; --", "true"]])
  }

  @Test func `of SQLite undoes replace and unistr`() throws {
    let dump = try DumpReader(format: .sqliteDump, table: "t").dump(
      """
      BEGIN TRANSACTION;
      CREATE TABLE IF NOT EXISTS t(a text, b text, check (a > b));
      INSERT INTO t VALUES(replace(replace('x\\r\\n','\\r',char(13)),'\\n',char(10)),NULL);
      INSERT INTO t VALUES(unistr('a\\u000ab\\\\'),X'4142');
      COMMIT;

      """)
    #expect(dump.texts == [["x\r\n", nil], ["a\nb\\", "AB"]])
  }

  static let cases: [(String, String)] = [
    ("(1)", "dump-uneven-record"), ("(1,2,3)", "dump-uneven-record"),
    ("(1,now())", "dump-bad-literal"), ("(1,0x123)", "dump-bad-literal"),
    ("(1,1e)", "dump-bad-literal"), ("(1,)", "dump-bad-literal"),
    ("(1,'\0')", "dump-nul-byte"), ("(1,2", "dump-bad-literal"),
    ("(1,'x)", "dump-unterminated-quote"), ("(1,2) x", "dump-bad-literal"),
  ]

  @Test(arguments: cases)
  func `has each bad row rejected`(_ row: String, _ code: String) throws {
    let dump = try DumpReader(format: .mysqlDump, table: "t").dump(
      "INSERT INTO t (a,b) VALUES \(row);\n-- Dump completed\n")
    #expect(dump.codes.contains(code))
    #expect(dump.count.rejectedCount > 0)
  }

  @Test func `is refused without its end, its columns or its table`() {
    let text = "INSERT INTO t VALUES (1,2);\n"
    #expect(refusal(text, .mysqlDump, "t") == .dumpIncomplete)
    #expect(refusal(text + "-- Dump completed\n", .mysqlDump, "t") == .dumpBadHeader)
    #expect(refusal(text + "-- Dump completed\n", .mysqlDump, "u") == .dumpMissingTable)
    #expect(refusal(text + "-- Dump completed\nSELECT 1;", .mysqlDump, "t") == .dumpIncomplete)
  }
}
