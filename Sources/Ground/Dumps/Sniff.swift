import Bytes
import Diagnostics

/// Catches a declaration that the first bytes contradict, with a word on what they look like.
struct Sniff {
  let bytes: ByteView
  let format: DumpFormat

  /// The bytes of a UTF-8 mark at the start: three or none.
  var markCount: Int { hasPrefix([0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  private static let magics: [(bytes: [UInt8], what: String, help: String)] = [
    ([0x1F, 0x8B], "is compressed by gzip", "name the file with .gz so that it is unpacked"),
    (Array("PGDMP".utf8), "is a custom-format archive", "run pg_restore --data-only -f -"),
    (Array("PGCOPY\n".utf8), "is binary COPY", "export with FORMAT csv"),
    (Array("SQLite format 3".utf8), "is an SQLite database", "export the table with sqlite3 -csv"),
    (Array("PAR1".utf8), "is Parquet", "export the table as CSV"),
    (Array("PK".utf8) + [3, 4], "is a zip archive or workbook", "export the table as CSV"),
    ([0xFF, 0xFE], "is UTF-16", "export with UTF-8 as the client encoding"),
    ([0xFE, 0xFF], "is UTF-16", "export with UTF-8 as the client encoding"),
  ]

  /// Throws `dump-empty`, or `dump-wrong-format` for what no text dump begins with.
  func refuseForeignFiles() throws(Failure) {
    guard bytes.count > markCount else {
      throw Failure(.dumpEmpty, "the dump has no bytes", help: "the export failed; run it again")
    }
    for magic in Self.magics where hasPrefix(magic.bytes) {
      throw wrong("the file \(magic.what)", help: magic.help)
    }
    let isScript =
      ["--\n", "-- ", "/*!", "/*M!", "PRAGMA ", "\\restrict "].contains {
        hasPrefix(Array($0.utf8))
      }
    if format.kind == .records, isScript {
      throw wrong(
        "the file is an SQL script",
        help: "declare postgres-dump, postgres-inserts, mysql-dump or sqlite-dump")
    }
    let isJSON = hasPrefix(Array("{\"".utf8)) || hasPrefix(Array("[{".utf8))
    if format.kind == .records, format.hasHeader, isJSON {
      throw wrong("the file is JSON", help: "export with: \(format.exportCommand)")
    }
  }

  /// Throws `dump-wrong-format` when the first line is one value that another delimiter divides.
  func refuseForeignDelimiter(fieldCount: Int) throws(Failure) {
    guard fieldCount == 1 else { return }
    for (byte, name) in [(9, "tabs"), (59, "semicolons"), (124, "bars"), (44, "commas")]
      as [(UInt8, String)]
    where byte != format.delimiter && bytes.contains(byte) && (format.hasHeader || byte == 9) {
      throw wrong(
        "the first line is one value, divided by \(name)",
        help: "declare the format that wrote the dump, or export with: \(format.exportCommand)")
    }
  }

  /// None of the declared names is in the header.
  static func foreignHeader(_ format: DumpFormat) -> Failure {
    Failure(
      .dumpWrongFormat, "the first line names none of the declared columns", byte: 0,
      help: "the dump may have no header, or be of another table or format than \(format.name)")
  }

  private func wrong(_ message: String, help: String) -> Failure {
    Failure(.dumpWrongFormat, "\(message), not \(format.name)", byte: 0, help: help)
  }

  private func hasPrefix(_ prefix: [UInt8]) -> Bool {
    bytes.count >= prefix.count && prefix.indices.allSatisfy { bytes[$0] == prefix[$0] }
  }
}
