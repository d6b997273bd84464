import Diagnostics
import Dumps
import Foundation
import TestSupport
import Testing

private let shared = ProcessInfo.processInfo.environment["TRUEUP_SHARED"]

/// One row of the table that every database wrote, as its text values.
private struct Truth: Decodable {
  var id: Int
  var kind: String
  var v: String?
  var num: String?
  var ts: String?
  var j: String?
  var flag: Bool?
}

private enum Verdict: Sendable {
  /// Every cell equals the truth.
  case equal
  /// Every cell but the times, which no parser of ours accepts.
  case equalButTimes
  /// Something is rejected with this code.
  case rejected(String)
}

private struct DumpFile: CustomTestStringConvertible, Sendable {
  var path: String
  var format: DumpFormat
  var verdict: Verdict = .equal
  var testDescription: String { path }

  init(_ path: String, _ format: DumpFormat, _ verdict: Verdict = .equal) {
    self.path = path
    self.format = format
    self.verdict = verdict
  }
}

private func varied(_ format: DumpFormat, _ change: (inout DumpFormat) -> Void) -> DumpFormat {
  var format = format
  change(&format)
  return format
}

private let files: [DumpFile] =
  [
    DumpFile("postgres15/copy-csv-header.csv", .postgresCSV),
    DumpFile("postgres15/psql-backslash-copy.csv", .postgresCSV),
    DumpFile("postgres15/copy-csv-force-quote.csv", .postgresCSV),
    DumpFile("postgres15/copy-csv-datestyle-german.csv", .postgresCSV, .equalButTimes),
    DumpFile("postgres15/copy-csv-latin1.csv", .postgresCSV, .rejected("dump-invalid-utf8")),
    DumpFile("postgres15/copy-csv-noheader.csv", .postgresCSVHeaderless),
    DumpFile("postgres15/copy-csv-null-NULL.csv", .postgresCSVWordNull),
    DumpFile("postgres15/copy-csv-null-backslashN.csv", .postgresCSVBackslashN),
    DumpFile("postgres15/copy-csv-escape-backslash.csv", .postgresCSVBackslashEscape),
    DumpFile(
      "postgres15/copy-csv-quote-apostrophe.csv",
      varied(.postgresCSV) { $0.quote = UInt8(ascii: "'") }),
    DumpFile(
      "postgres15/copy-csv-semicolon.csv",
      varied(.postgresCSV) { $0.delimiter = UInt8(ascii: ";") }),
    DumpFile(
      "postgres15/copy-csv-tab.csv", varied(.postgresCSV) { $0.delimiter = UInt8(ascii: "\t") }),
    DumpFile("postgres15/copy-text.tsv", .postgresText),
    DumpFile("postgres15/copy-text-header.tsv", .postgresTextHeader),
    DumpFile("postgres15/pg_dump-full.sql", .postgresDump),
    DumpFile("postgres15/pg_dump-data-only.sql", .postgresDump),
    DumpFile("postgres15/pg_dump-inserts.sql", .postgresInserts),
    DumpFile("postgres15/pg_dump-column-inserts.sql", .postgresInserts),
    DumpFile("mariadb10.11/outfile-default.tsv", .mysqlTab),
    DumpFile("mariadb10.11/outfile-csv-optionally.csv", .mysqlCSV),
    DumpFile("mariadb10.11/outfile-csv-enclosed-crlf.csv", .mysqlCSV),
    DumpFile("mariadb10.11/mysqldump.sql", .mysqlDump),
    DumpFile("mariadb10.11/mysqldump-hex-complete.sql", .mysqlDump),
    DumpFile("sqlite3.40/shell-csv.csv", .sqliteCSV),
    DumpFile("sqlite3.40/shell-dump.sql", .sqliteDump),
    DumpFile("sqlite3.40/shell-quote.txt", .sqliteQuote),
    DumpFile("duckdb/copy.csv", .postgresCSV),
    DumpFile("duckdb/copy-force-quote.csv", .postgresCSV),
  ]

private let lossy: [(String, String)] = [
  ("postgres15/copy-text-pipe.txt", "postgres-text-empty-null"),
  ("postgres15/psql-csv-flag.csv", "psql-csv"),
  ("postgres15/psql-csv-flag-pset-null.csv", "psql-csv"),
  ("postgres15/psql-unaligned.txt", "psql-unaligned"),
  ("mariadb10.11/client-batch.tsv", "mysql-batch"),
  ("mariadb10.11/client-batch-raw.tsv", "mysql-batch-raw"),
  ("mariadb10.11/outfile-csv-doublequote-escape.csv", "mysql-csv-quote-escape"),
  ("mariadb10.11/outfile-csv-rfc-noescape.csv", "mysql-csv-unescaped"),
  ("sqlite3.40/shell-csv-nullvalue.csv", "sqlite-csv-nullvalue"),
  ("sqlite3.40/shell-tabs.tsv", "sqlite-tabs"),
]

private func read(_ path: String) throws -> [UInt8] {
  let folder = URL(filePath: try #require(shared)).appending(path: "corpora/db-dumps")
  return Array(try Data(contentsOf: folder.appending(path: path)))
}

private let columns = ["id", "kind", "v", "num", "ts", "j", "flag"]

private func truths() throws -> [Truth] {
  try read("TRUTH.ndjson").split(separator: 10).map {
    try JSONDecoder().decode(Truth.self, from: Data($0))
  }
}

/// Whether two texts are the same time, or both are none.
private func times(_ one: [UInt8]?, _ other: String?) -> Bool {
  guard let one, let other else { return one == nil && other == nil }
  let found = withView(one) { DumpTimestamp.microseconds($0) }
  return found != nil && found == withView(Array(other.utf8)) { DumpTimestamp.microseconds($0) }
}

/// Whether two texts are the same number, digit by digit but for zeros at the end.
private func numbers(_ one: [UInt8]?, _ other: String?) -> Bool {
  func normal(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let digits = String(text.reversed().drop { $0 == "0" }.reversed())
    return digits.hasSuffix(".") ? String(digits.dropLast()) : digits
  }
  return one.map { normal(String(decoding: $0, as: UTF8.self)) } == other.map(normal)
}

@Suite(.enabled(if: shared != nil))
struct `every dump real databases wrote` {
  @Test(arguments: files)
  fileprivate func `equals the truth cell by cell, or is rejected`(_ file: DumpFile) throws {
    let dump = try DumpReader(format: file.format, table: "nasty").dump(
      try read(file.path), declaring: columns)
    if case .rejected(let code) = file.verdict {
      #expect(dump.codes.contains(code))
      #expect(dump.count.rejectedCount > 0)
      return
    }
    #expect(dump.codes.isEmpty)
    let truths = try truths()
    #expect(dump.header.columns == columns)
    #expect(dump.rows.count == truths.count)
    for (row, truth) in zip(dump.rows, truths) {
      #expect(row[0] == Array(String(truth.id).utf8))
      #expect(row[1] == Array(truth.kind.utf8))
      #expect(row[2] == truth.v.map { Array($0.utf8) }, "\(truth.kind)")
      #expect(numbers(row[3], truth.num))
      if case .equalButTimes = file.verdict {
        #expect(row[4].map { withView($0) { DumpTimestamp($0) } } ?? nil == nil)
      } else {
        #expect(times(row[4], truth.ts))
      }
      #expect(row[5] == truth.j.map { Array($0.utf8) })
      #expect((row[6] == nil) == (truth.flag == nil))
      #expect(row[6].flatMap { withView($0) { DumpNumber.boolean($0) } } == truth.flag)
    }
  }

  @Test(arguments: lossy)
  func `is refused by name where it loses something`(_ path: String, _ name: String) throws {
    let format = try #require(DumpFormat(name: name))
    let bytes = try read(path)
    #expect(refusal(of: bytes, as: format) == .dumpLossyFormat)
  }

  @Test func `is refused where it is no dump of columns`() throws {
    let bytes = try read("sqlite3.40/shell-json.json")
    #expect(refusal(of: bytes, as: .sqliteCSV) == .dumpWrongFormat)
  }

  private func refusal(of bytes: [UInt8], as format: DumpFormat) -> Failure.Code? {
    do {
      _ = try DumpReader(format: format, table: "nasty").dump(bytes)
      return nil
    } catch {
      return (error as? Failure)?.code
    }
  }

  @Test func `has a verdict`() throws {
    let listed = Set(files.map(\.path) + lossy.map(\.0) + ["sqlite3.40/shell-json.json"])
    let folder = URL(filePath: try #require(shared)).appending(path: "corpora/db-dumps")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.contains(".") && $0.contains("/") && !$0.hasSuffix(".gz") }
    #expect(Set(paths) == listed)
  }
}

@Suite(.enabled(if: shared != nil))
struct `CSV files of others` {
  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: try #require(shared)).appending(path: path)))
  }

  @Test(arguments: [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
  ])
  func `of csv-spectrum hold what its JSON says`(_ name: String) throws {
    let wanted = try JSONDecoder().decode(
      [[String: String]].self, from: Data(try bytes("corpora/csv-spectrum/json/\(name).json")))
    let dump = try DumpReader(format: .rfc4180).dump(
      try bytes("corpora/csv-spectrum/csvs/\(name).csv"), endIsProven: true)
    #expect(dump.codes.isEmpty)
    // The collection's CR LF files have lost their CR on the way to us; its JSON has not.
    let found = dump.texts.map { row in
      Dictionary(uniqueKeysWithValues: zip(dump.header.columns, row.map { $0 ?? "" }))
    }
    #expect(found == wanted.map { $0.mapValues { $0.replacing("\r\n", with: "\n") } })
  }

  @Test func `with quotes amid an unquoted value are rejected`() throws {
    let dump = try DumpReader(format: .rfc4180).dump(
      try bytes("corpora/csv-spectrum/csvs/location_coordinates.csv"), endIsProven: true)
    #expect(dump.codes == ["dump-stray-quote"])
  }

  @Test func `of rust-csv are read or refused with a word`() throws {
    func dump(_ name: String, _ format: DumpFormat = .rfc4180) throws -> Dump {
      try DumpReader(format: format).dump(
        try bytes("corpora/csv-rust/examples/data/\(name).csv"), endIsProven: true)
    }
    #expect(try dump("smallpop").rows.count == 10)
    #expect(try dump("uspop").codes.isEmpty)
    #expect(try dump("uspop-null").codes.isEmpty)
    #expect(try dump("uspop-latin1").codes.contains("dump-invalid-utf8"))
    let colon = varied(.rfc4180) { $0.delimiter = UInt8(ascii: ":") }
    #expect(try dump("smallpop-colon", colon).rows.count == 10)
  }
}
