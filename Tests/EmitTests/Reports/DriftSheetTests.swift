import Billing
import Bytes
import Diagnostics
import Dumps
import Emit
import Foundation
import JSON
import Reconciliation
import Testing

/// The rows of a sheet as the reader of dumps sees them: nil where nothing stands.
private func rows(_ csv: [UInt8], log: inout DiagnosticLog) throws -> [[String?]] {
  let reader = DumpReader(format: .rfc4180)
  return try unsafe csv.withUnsafeBufferPointer { buffer in
    let view = unsafe ByteView(buffer)
    let header = try reader.header(of: view, declaring: DriftSheetWriter.columns.map(\.name))
    var rows: [[String?]] = []
    let body = view[header.rows]
    _ = reader.read(
      body, startByte: UInt64(header.rows.lowerBound), header: header,
      file: FileID(rawValue: 0), log: &log
    ) { row in
      rows.append(
        (0..<row.columnCount).map { column in
          let cell = row.cell(column)
          return cell.isNull ? nil : String(decoding: cell.array, as: UTF8.self)
        })
    }
    return rows
  }
}

/// A sheet with one row whose key and Stripe value are a text.
private func sheet(_ text: String) -> [UInt8] {
  var sample = Sample.clean
  sample.row(text, owner: "u")
  var drift = sample.drift("S02", "ghost-active", .p1, .auto, row: 3, owner: "u")
  drift.fields = [sample.differs(.status, stripe: sample.text(text), database: .null)]
  sample.drifts = [drift]
  return DriftSheetWriter().csv(sample.report)
}

private func place(_ column: String) -> Int {
  DriftSheetWriter.columns.firstIndex { $0.name == column } ?? 0
}

struct DriftSheetTests {
  @Test func `a sheet reads back row by row`() throws {
    var log = DiagnosticLog()
    let report = Sample.drifted.report
    let rows = try rows(DriftSheetWriter().csv(report), log: &log)
    #expect(log.entries.isEmpty)
    #expect(rows.count == 8)
    let ids = rows.map { $0[place("drift_id")] }
    let expected = report.findings.flatMap { finding in
      Array(repeating: finding.driftID, count: max(1, finding.drift.fields.count))
    }
    #expect(ids == expected)
    let ghost = rows.filter { $0[place("code")] == "S02" }
    #expect(ghost.map { $0[place("column")] } == ["status", "currentPeriodEnd"])
    #expect(ghost.map { $0[place("stripe")] } == ["CANCELED", "2026-01-15T06:00:00Z"])
    #expect(ghost.map { $0[place("database")] } == ["ACTIVE", "‹null›"])
  }

  @Test func `amounts add up to the money at risk`() throws {
    var log = DiagnosticLog()
    let report = Sample.drifted.report
    var sums: [String: Int64] = [:]
    for row in try rows(DriftSheetWriter().csv(report), log: &log)
    where row[place("parent_drift_id")] == nil && row[place("waived")] == nil {
      guard let currency = row[place("currency")], let amount = row[place("amount_minor")] else {
        continue
      }
      sums[currency, default: 0] += Int64(amount) ?? 0
    }
    #expect(sums == ["usd": 126_050, "jpy": 980])
    #expect(report.moneyAtRisk.map(\.minorUnits) == [980, 126_050])
  }

  @Test(arguments: [
    ("=1+1", "\"'=1+1\""), ("  =1+1", "\"'  =1+1\""), ("\u{A0}=x", "\"'\u{A0}=x\""),
    ("\t=1", "\"'\t=1\""), ("\r", "\"'\r\""), ("\u{FF1D}1", "\"'\u{FF1D}1\""),
    ("-12.50", "-12.50"), ("-1+1", "\"'-1+1\""), ("+12", "\"'+12\""), ("-", "\"'-\""),
    ("007", "\"007\""), ("1e5", "\"1e5\""), ("1.", "\"1.\""), ("0.5", "0.5"),
    ("1234567890123456", "\"1234567890123456\""), ("2026-01-02", "2026-01-02"),
    ("a;=1", "\"a;=1\""), ("say \"=1\"", "\"say \"\"=1\"\"\""), ("null", "\"null\""),
    ("", "\"\""), ("‹null›", "\"'‹null›\""), ("a\u{0}b", "\"a\u{FFFD}b\""),
    ("٣", "\"٣\""), ("\u{FEFF}=1", "\"'\u{FEFF}=1\""),
  ])
  func `a text that a spreadsheet would run is a text`(_ text: String, _ field: String) {
    #expect(sheet(text).contains(Array("\"status\",\"status\",\(field),‹null›,".utf8)))
  }

  @Test(arguments: ["=1+1", "a\nb", "a\r\nb", "\"", "'", ",", ";", " a ", "‹x", "-1", "é"])
  func `a guarded text is the text with an apostrophe`(_ text: String) throws {
    var log = DiagnosticLog()
    let row = try #require(try rows(sheet(text), log: &log).first)
    let shown = try #require(row[place("stripe")])
    #expect(log.entries.isEmpty)
    let isGuarded = shown.utf8.first == UInt8(ascii: "'") && !text.utf8.elementsEqual("'".utf8)
    #expect((isGuarded ? String(shown.dropFirst()) : shown).utf8.elementsEqual(text.utf8))
    #expect(row[place("row_key")] == shown)
  }

  @Test(
    .enabled(if: corpora != nil),
    arguments: try corpora.map(payloads) ?? [])
  func `every payload of the corpus is inert`(_ payload: Payload) throws {
    let csv = sheet(payload.content)
    let field = payload.isQuoted ? quoted(payload.expected) : payload.expected
    #expect(csv.contains(Array("\"status\",\"status\",\(field),‹null›,".utf8)))
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}

/// A cell's content and what should stand in the sheet.
struct Payload: Sendable, CustomTestStringConvertible {
  var content: String
  var expected: String
  var isQuoted: Bool
  var testDescription: String { content.debugDescription }
}

private let corpora = ProcessInfo.processInfo.environment["TRUEUP_SHARED"]
  .map { URL(filePath: $0).appending(path: "corpora") }

private func payloads(_ corpora: URL) throws -> [Payload] {
  let file = corpora.appending(path: "csv-injection/PAYLOADS.tsv")
  let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
  return try lines.filter { !$0.hasPrefix("#") }.map { line in
    let cells = line.split(separator: "\t")
    let content = try JSONDecoder().decode(String.self, from: Data(cells[0].utf8))
    let expected = cells[1].replacingOccurrences(of: " quoted", with: "")
    guard expected.hasPrefix("\"") else {
      return Payload(content: content, expected: expected, isQuoted: false)
    }
    let text = try JSONDecoder().decode(String.self, from: Data(expected.utf8))
    return Payload(content: content, expected: text, isQuoted: true)
  }
}
