import Billing
import Bytes
import Diagnostics
import Emit
import Foundation
import JSON
import Reconciliation
import TestSupport

/// A run made by hand: three subscriptions, three rows, and what a detector might say of them.
struct Sample {
  static let asOf = Timestamp(seconds: 1_768_456_800)
  static let runID = "2026-01-15T060000Z-1a2b3c4d"

  static let columns = [
    ColumnDefinition(name: "id", field: .key, type: .text),
    ColumnDefinition(name: "userId", field: .owner, type: .text),
    ColumnDefinition(name: "status", field: .status, type: .text),
    ColumnDefinition(
      name: "currentPeriodEnd", field: .periodEnd, type: .timestamp(precision: 3)),
    ColumnDefinition(name: "note", field: .discount, type: .text, isPrivate: true),
  ]

  var symbols = Symbols()
  var rows: [[Cell]] = []
  var subscriptions: [String] = []
  var coverage = Coverage()
  var alerts: [AlertRule] = []
  var drifts: [Drift] = []
  var scope = StripeScope()

  /// A row with the given key and owner, active and without an end.
  mutating func row(_ key: String, owner: String) {
    rows.append([
      text(key), text(owner), text("ACTIVE"), .null, text("call me on 555-0100"),
    ])
  }

  /// The text as a cell.
  mutating func text(_ text: String) -> Cell { .symbol(symbols.intern(text)) }

  /// A finding about a row and a subscription.
  mutating func drift(
    _ code: String, _ name: String, _ severity: Severity, _ disposition: Disposition,
    row: Int? = nil, subscription: Int? = nil, owner: String = "", monthly: Money? = nil
  ) -> Drift {
    var drift = Drift(
      code: code, name: name, severity: severity, harm: .leak, disposition: disposition,
      table: "subscriptions", owner: symbols.intern(owner))
    drift.row = row
    drift.subscription = subscription
    drift.monthly = monthly
    drift.story = "the two sides tell different stories"
    return drift
  }

  /// What differs in a column.
  func differs(_ field: RowField, stripe: Cell, database: Cell) -> FieldDifference {
    let place = Self.columns.firstIndex { $0.field == field } ?? 0
    return FieldDifference(
      field: field, column: place, sides: Sides(stripe: stripe, database: database))
  }

  var evidence: Evidence {
    let definition = TableDefinition(
      name: "subscriptions", role: .subscriptions, columns: Self.columns)
    var table = DatabaseTable(definition: definition, keeping: Array(Self.columns.indices))
    for (place, row) in rows.enumerated() {
      table.origins.append(
        RecordOrigin(
          file: FileID(rawValue: 1), recordNumber: UInt32(place + 1),
          startByte: UInt64(100 * place), byteCount: 80))
      table.cells += row
    }
    var symbols = symbols
    var objects: [StripeObject] = []
    for id in subscriptions {
      objects.append(
        StripeObject(
          kind: .subscription, id: symbols.intern(id),
          origin: RecordOrigin(
            file: FileID(rawValue: 0), recordNumber: 1, startByte: 0, byteCount: 0)))
    }
    var ledger = StripeLedger(symbols: symbols)
    for object in objects { ledger.add(object, state: [Cell]?.none) }
    ledger.eventCount = 12
    ledger.duplicateCount = 1
    for seconds: Int64 in [1_768_000_000, 1_768_456_000] {
      ledger.survey.note(time: Timestamp(seconds: seconds))
    }
    var system = SystemDefinition(
      name: "sample", clock: ClockRules(asOf: Self.asOf, dumpTakenAt: Self.asOf))
    system.database.tables = [definition]
    system.alerts = alerts
    system.stripe = scope
    return Evidence(
      ledger: ledger, tables: [table], comparison: Comparison(), definition: system,
      coverage: coverage)
  }

  /// The run without its past.
  var report: RunReport {
    let evidence = evidence
    var report = RunReport(evidence: evidence)
    report.toolVersion = "1.0.0"
    report.runID = Self.runID
    report.planDigest = String(repeating: "ab", count: 32)
    report.findings = DriftIdentity(evidence: evidence).findings(from: drifts, runID: Self.runID)
    report.sources = SourceMap(names: ["stripe/events.ndjson.gz", "database/subscriptions.csv"])
    var events = RunReport.InputAccount(purpose: "events")
    events.byteCount = 1_234_567
    events.decodedByteCount = 9_876_543
    events.memberCount = 2
    events.sha256 = String(repeating: "01", count: 32)
    events.recordCount = 14
    events.rejectedCount = 1
    var rows = RunReport.InputAccount(purpose: "subscriptions")
    rows.byteCount = 300
    rows.decodedByteCount = 300
    rows.sha256 = String(repeating: "02", count: 32)
    rows.recordCount = 3
    report.inputs = [events, rows]
    return report
  }

  /// Three subscriptions and rows that agree.
  static var clean: Sample { clean(on: Sample()) }

  private static func clean(on start: Sample) -> Sample {
    var sample = start
    for (key, owner) in [("r1", "u1"), ("r2", "u2"), ("r3", "u3")] {
      sample.row(key, owner: owner)
      sample.subscriptions.append("sub_" + owner)
    }
    return sample
  }

  /// The same with six findings, one of them a consequence of another.
  static var drifted: Sample { drifted(on: Sample()) }

  /// The same findings over texts that were met in another order.
  static func drifted(on start: Sample) -> Sample {
    var sample = clean(on: start)
    var ghost = sample.drift(
      "S02", "ghost-active", .p1, .auto, row: 0, subscription: 0, owner: "u1",
      monthly: Money(minorUnits: 124_000, currency: "usd"))
    let canceled = sample.text("CANCELED")
    let active = sample.text("ACTIVE")
    ghost.fields = [
      sample.differs(.status, stripe: canceled, database: active),
      sample.differs(.periodEnd, stripe: .time(asOf), database: .null),
    ]
    ghost.guards = ["every old value of the row", "no other live row"]
    ghost.evidence = [
      RecordOrigin(file: FileID(rawValue: 0), recordNumber: 7, startByte: 4_096, byteCount: 900),
      RecordOrigin(file: FileID(rawValue: 1), recordNumber: 1, startByte: 0, byteCount: 80),
    ]
    var follower = sample.drift(
      "U05", "no-live-row", .p2, .review, row: 0, owner: "u1",
      monthly: Money(minorUnits: 124_000, currency: "usd"))
    follower.parent = 0
    follower.heldBack = "there is no row to change"
    var hidden = sample.drift(
      "S19", "stale-period", .p2, .review, row: 1, subscription: 1, owner: "u2",
      monthly: Money(minorUnits: 980, currency: "jpy"))
    hidden.fields = [
      sample.differs(.discount, stripe: sample.text("secret one"), database: .unknown),
      sample.differs(.status, stripe: .malformed, database: .integer(-3)),
    ]
    sample.drifts = [
      ghost, follower, hidden,
      sample.drift("S04", "orphan-subscription", .p0, .stripe, subscription: 2, owner: "u3"),
      sample.drift(
        "S19", "stale-period", .p2, .auto, row: 2, owner: "u3",
        monthly: Money(minorUnits: 2_050, currency: "usd")),
      sample.drift("S18", "incomplete-squatting", .p3, .report, row: 2, owner: "u3"),
    ]
    return sample
  }
}

/// The JSON values of lines, given to a closure one after the other; stops at the first fault.
func readLines(_ bytes: [UInt8], _ body: (JSONValue) throws -> Void) rethrows -> Bool {
  var reader = JSONReader()
  for line in bytes.split(separator: 0x0A) {
    let isRead = try unsafe Array(line).withUnsafeBufferPointer { buffer in
      guard unsafe reader.read(ByteView(buffer)) == nil else { return false }
      try body(reader.root)
      return true
    }
    if !isRead { return false }
  }
  return bytes.last == 0x0A || bytes.isEmpty
}

/// A golden file of these tests.
func golden(_ name: String) -> URL {
  Repository.root.appending(path: "fixtures/reports/\(name)")
}
