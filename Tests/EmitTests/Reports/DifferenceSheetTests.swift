import Billing
import Bytes
import Emit
import Reconciliation
import Testing

@Test func `every difference is a line, in the order of their bytes, nothing private shown`() {
  var sample = Sample()
  sample.row("r1", owner: "u1")
  sample.row("r2", owner: "u2")
  sample.subscriptions = ["sub_b", "sub_a"]
  let active = sample.text("ACTIVE")
  let odd = sample.text("a,\"b\"")
  let status = sample.differs(.status, stripe: odd, database: active)
  let note = sample.differs(.discount, stripe: active, database: .null)
  let end = sample.differs(
    .periodEnd, stripe: .time(Timestamp(seconds: 0)), database: .null)
  let evidence = sample.evidence
  var comparison = Comparison()
  comparison.differences = [status, note, end]
  comparison.pairs = [
    Pair(row: 0, subscription: 0, link: .subscription, differences: 0..<3),
    Pair(row: nil, subscription: 1, link: .none, differences: 3..<3),
  ]
  let both = Evidence(
    ledger: evidence.ledger, tables: evidence.tables, comparison: comparison,
    definition: evidence.definition, coverage: evidence.coverage)
  let ids = both.subscriptions.map { both.symbols.text($0.id) }
  #expect(
    String(decoding: DifferenceSheetWriter().csv(both), as: UTF8.self) == """
      subscription,kind,field,stripe,database
      \(ids[1]),only-stripe,,,
      \(ids[0]),mismatch,discount,‹hidden›,null
      \(ids[0]),mismatch,period-end,1970-01-01T00:00:00Z,null
      \(ids[0]),mismatch,status,"a,""b""\",ACTIVE

      """)
}
