import Billing
import Bytes
import Diagnostics
import Dumps
import Normalize
import Reconciliation
import Testing

/// What a ledger's normalizer makes of a dump with an event, an instant, a mode and an account.
private func rows(
  _ lines: [String], _ change: (inout SystemDefinition) -> Void
) throws -> LedgerNormalizer {
  var system = SystemDefinition(
    name: "s", clock: ClockRules(asOf: Timestamp(seconds: 1000), settleSeconds: 10))
  change(&system)
  let definition = TableDefinition(
    name: "t", role: .ledger,
    columns: [
      ColumnDefinition(name: "event", field: .event, type: .text),
      ColumnDefinition(name: "done", field: .processedAt, type: .epochSeconds),
      ColumnDefinition(name: "live", field: .livemode, type: .boolean),
      ColumnDefinition(name: "account", field: .account, type: .text),
    ])
  let text = (["event,done,live,account"] + lines).map { $0 + "\n" }.joined()
  return try withView(Array(text.utf8)) { view in
    let header = try DumpReader(format: .postgresCSV).header(of: view, declaring: [])
    var rows = LedgerNormalizer(
      definition: definition, of: system, header: header, file: FileID(rawValue: 0))
    var (outer, log) = (DiagnosticLog(), DiagnosticLog())
    _ = DumpReader(format: .postgresCSV).read(
      view[header.rows], startByte: UInt64(header.rows.lowerBound), header: header,
      file: FileID(rawValue: 0), log: &outer
    ) { rows.take($0, log: &log) }
    return rows
  }
}

@Test func `a row that says it is of another mode or account is foreign, a silent one is not`()
  throws
{
  let lines = ["e1,900,t,acct_1", "e2,900,f,acct_1", "e3,900,t,acct_2", "e4,900,,", "e5,900,f,"]
  let both = try rows(lines) { system in
    system.stripe.livemode = true
    system.stripe.account = "acct_1"
  }
  #expect(both.foreign.rows.map(\.entry.event) == ["e2", "e3", "e5"])
  let mode = try rows(lines) { $0.stripe.livemode = false }
  #expect(mode.foreign.rows.map(\.entry.event) == ["e1", "e3"])
  #expect(try rows(lines) { _ in }.foreign.count == 0)
  #expect(both.fingerprints.count == 5)
}

@Test func `a row that a rule has due is told while it is read, with the instant it is due by`()
  throws
{
  let lines = ["e1,100,,", "e2,889,,", "e3,890,,", "e4,,,"]
  let found = try rows(lines) { system in
    system.declaredChecks = [
      DeclaredCheck(name: "keep", table: "t", rule: .retention(column: "done", seconds: 100)),
      DeclaredCheck(
        name: "some", table: "t", rule: .retention(column: "done", seconds: 1),
        conditions: [RowCondition(column: "live", test: .isSet)]),
      DeclaredCheck(name: "other", table: "u", rule: .retention(column: "done", seconds: 1)),
    ]
  }
  #expect(Array(found.overdue.keys) == ["keep"])
  let keep = try #require(found.overdue["keep"])
  #expect(keep.rows.map(\.entry.event) == ["e1", "e2"])
  #expect(keep.rows.map(\.time) == [Timestamp(seconds: 100), Timestamp(seconds: 889)])
}

@Test func `only so many rows are kept, the first of all files, and all are counted`() {
  func row(_ number: Int) -> EventEntry {
    EventEntry(
      event: "e\(number)", isDeadLetter: false, progress: .processed,
      origin: RecordOrigin(
        file: FileID(rawValue: 0), recordNumber: UInt32(number), startByte: 0, byteCount: 1))
  }
  var (one, other) = (LedgerRows(), LedgerRows())
  for number in 1...LedgerRows.limit - 1 { one.add(row(number)) }
  for number in 1...LedgerRows.limit + 5 { other.add(row(number)) }
  #expect(other.rows.count == LedgerRows.limit && other.restCount == 5)
  one.append(other, recordBase: 1000)
  #expect(one.rows.count == LedgerRows.limit && one.count == 2 * LedgerRows.limit + 4)
  #expect(one.rows.last?.entry.origin.recordNumber == 1001)
}
