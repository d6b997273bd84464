import Billing
import Bytes
import Diagnostics
import Dumps
import Foundation
import Normalize
import Reconciliation
import TestSupport
import Testing

@testable import Pipelines

/// A dump on the disk, and what the run reads from it.
private struct Dump {
  static let definition = TableDefinition(
    name: "webhook_events", role: .ledger,
    columns: [
      ColumnDefinition(name: "id", field: .event, type: .text, isKey: true),
      ColumnDefinition(name: "note", field: .status, type: .text),
      ColumnDefinition(name: "made", field: .createdAt, type: .epochSeconds),
    ])
  private let scratch: Scratch
  private let file: TableInput.File

  init(_ text: String, format: DumpFormat = .postgresCSV, isCompressed: Bool = false) throws {
    scratch = try Scratch()
    let url = scratch.folder.appending(path: isCompressed ? "t.csv.gz" : "t.csv")
    let bytes = Array(text.utf8)
    try Data(isCompressed ? gzipped(bytes) : bytes).write(to: url)
    file = TableInput.File(
      path: url.path, name: "t.csv", id: FileID(rawValue: 0), table: 0, format: format)
  }

  private func input(_ width: Int) -> TableInput {
    var definition = SystemDefinition(name: "s", clock: ClockRules(asOf: .init(seconds: 1_000)))
    definition.database.tables = [Self.definition]
    return TableInput(
      definition: definition, workers: Workers(width: width), progress: Progress(total: 0),
      isDigested: true)
  }

  /// The table as it is kept.
  func kept(_ width: Int) throws -> (outcome: TableInput.Outcome, symbols: Symbols) {
    var symbols = Symbols()
    let outcome = try input(width).read([file], after: LedgerReading(), symbols: &symbols)
    return (outcome, symbols)
  }

  /// The table as a ledger.
  func ledger(_ width: Int) throws -> LedgerReading { try input(width).ledger([file]) }
}

/// Rows with quotes, line ends within quotes and texts of all lengths, some megabytes of them.
private func rows(_ count: Int) -> [[String]] {
  var random = SplitMix64(seed: 11)
  return (0..<count).map { number in
    let words = ["a", "\n", "\"", ",", "\r\n", "é", String(repeating: "x", count: 400)]
    let note = (0..<Int.random(in: 0...9, using: &random)).map { _ in
      words.randomElement(using: &random) ?? ""
    }.joined()
    return ["evt_\(number)", note, "\(500 + number % 400)"]
  }
}

private func csv(_ rows: [[String]]) -> String {
  "id,note,made\n"
    + rows.map { row in
      row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
    }.joined()
}

@Test(arguments: [false, true])
func `pieces give the same rows as the text they were cut from, at any width`(
  isCompressed: Bool
) throws {
  let rows = rows(20_000)
  let text = csv(rows)
  #expect(text.utf8.count > 4 << 20)
  let dump = try Dump(text, isCompressed: isCompressed)
  for width in [1, 2, 8] {
    let (outcome, symbols) = try dump.kept(width)
    let table = outcome.tables[0]
    #expect(table.count == rows.count && outcome.log.entries.isEmpty && outcome.damaged.isEmpty)
    #expect(outcome.accounts.map(\.recordCount) == [rows.count])
    #expect(outcome.accounts[0].decodedByteCount == UInt64(text.utf8.count))
    let places = [0, 1, 2, 777, 9_999, 10_000, rows.count - 1]
    for row in places {
      #expect(symbols.text(table.symbol(row, .event)) == rows[row][0], "width \(width)")
      #expect(table[row, .createdAt].time?.seconds == Int64(rows[row][2]))
      #expect(table.origins[row].recordNumber == row + 1)
      let cells = outcome.contents[0].cells(of: table.origins[row])
      #expect(cells == rows[row].map { Array($0.utf8) })
    }
    #expect((0..<rows.count).allSatisfy { symbols.text(table.symbol($0, .status)) == rows[$0][1] })
    try outcome.contents[0].verify()
  }
}

@Test(arguments: [1, 2, 8])
func `a ledger that is not kept has the events of one that is`(width: Int) throws {
  let rows = rows(20_000)
  let dump = try Dump(csv(rows))
  let reading = try dump.ledger(width)
  let watch = try #require(reading.watch)
  #expect(watch.recorded.count == rows.count && watch.since.seconds == 500)
  let account = try #require(reading.files[FileID(rawValue: 0)]).account
  #expect(account.recordCount == rows.count && account.rejectedCount == 0)
  #expect(account == (try dump.kept(width)).outcome.accounts[0])
  for row in rows {
    let id = ByteBlock(Array(row[0].utf8))
    #expect(watch.recorded.contains(fingerprint: RecordedEvents.fingerprint(of: id.view)))
  }
}

@Test(arguments: [1, 8]) func `records are numbered through, and the damaged ones are told`(
  width: Int
) throws {
  var rows = rows(20_000).map { [$0[0], "plain", $0[2]] }
  rows[15_000][2] = "soon"
  var lines = csv(rows).split(separator: "\n").map(String.init)
  lines[18_001] += ",surplus"
  let dump = try Dump(lines.joined(separator: "\n") + "\n")
  let (outcome, _) = try dump.kept(width)
  #expect(outcome.log.entries.map(\.recordNumber) == [15_001, 18_001])
  #expect(outcome.damaged == [0] && outcome.accounts[0].rejectedCount == 1)
  let ledger = try dump.ledger(width)
  #expect(ledger.watch == nil && ledger.doubt == .damaged)
}

@Test func `a quote that is never closed damages the table and nothing else`() throws {
  let text = csv(rows(2_000)) + "\"evt_x\",\"" + csv(rows(2_000)).replacing("\"", with: "")
  let ledger = try Dump(text).ledger(2)
  #expect(ledger.watch == nil && ledger.doubt == .damaged)
}

@Test func `an empty ledger, and one without times, call nothing missing`() throws {
  let empty = try Dump("id,note,made\n").ledger(1)
  #expect(empty.watch == nil && empty.doubt == .empty)
  let timeless = try Dump("id,note,made\nevt_1,x,\n").ledger(1)
  #expect(timeless.watch == nil && timeless.doubt == .empty)
}

@Test func `a file that is written to after it was read is not believed again`() throws {
  let scratch = try Scratch()
  let url = scratch.folder.appending(path: "t.csv")
  try Data("id,note,made\nevt_1,x,5\n".utf8).write(to: url)
  let file = TableInput.File(
    path: url.path, name: "t.csv", id: FileID(rawValue: 0), table: 0, format: .postgresCSV)
  let source = try DumpSource(
    file, table: Dump.definition, keepsContent: true, isDigested: false)
  while try source.next() != nil {}
  let content = DumpContent(source)
  let handle = try FileHandle(forWritingTo: url)
  try handle.truncate(atOffset: 15)
  try handle.close()
  let origin = RecordOrigin(
    file: FileID(rawValue: 0), recordNumber: 1, startByte: 13, byteCount: 9)
  #expect(content.cells(of: origin).isEmpty)
  #expect(throws: Failure.self) { try content.verify() }
}

@Test(arguments: [1, 8]) func `more records than can be numbered are refused in words`(
  width: Int
) throws {
  let scratch = try Scratch()
  let url = scratch.folder.appending(path: "t.csv")
  try Data(csv(rows(20_000)).utf8).write(to: url)
  let file = TableInput.File(
    path: url.path, name: "t.csv", id: FileID(rawValue: 0), table: 0, format: .postgresCSV)
  func count(atMost limit: Int) throws -> Int {
    let source = try DumpSource(
      file, table: Dump.definition, keepsContent: false, isDigested: false)
    var pass = DumpPass(source: source, workers: Workers(width: width), progress: .silent)
    pass.recordLimit = limit
    return try pass.run(into: 0) {
      RowNormalizer(definition: Dump.definition, keeping: [0], header: source.header, file: file.id)
    } add: { sum, rows, _ in
      sum += rows.table.count
    }.0
  }
  #expect(try count(atMost: 20_000) == 20_000)
  let failure = try #require(throws: Failure.self) { try count(atMost: 19_999) }
  #expect(failure.code == .inputTooLarge && failure.file == "t.csv")
}
