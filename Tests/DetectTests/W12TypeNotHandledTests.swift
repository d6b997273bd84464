import Reconciliation
import Testing

@Test func `W12 a type of which the ledger has nothing is one finding`() throws {
  let world = World(
    """
    heard evt_0
    lost evt_1 type=invoice.paid
    lost evt_2 type=invoice.paid
    lost evt_3 type=charge.refunded
    """)
  #expect(world.findings == ["W12 report charge.refunded", "W12 report invoice.paid"])
  let last = try #require(world.drifts().last)
  #expect(last.story == "none of the 2 answered events of this type is in the ledger")
  #expect(last.evidence.count == 1)
}

@Test(arguments: [
  ("lost evt_1 type=invoice.paid", "W12 UNKNOWN"),
  ("lost evt_1 type=invoice.paid\nendpoint invoice.paid", "W02 ACKED_UNRECORDED"),
  ("lost evt_1 type=invoice.paid\nendpoint charge.refunded", "W12 TYPE_UNSUBSCRIBED"),
  ("lost evt_1 type=invoice.paid\nlost evt_2 type=invoice.paid", "W12 TYPE_UNSUBSCRIBED"),
  (
    "lost evt_1 type=invoice.paid\nlost evt_2 type=invoice.paid\nendpoint *",
    "W12 ACKED_UNRECORDED"
  ),
])
func `W12 tells a type that nobody is sent from one that is passed over`(
  books: String, told: String
) {
  let causes = World(books).told.map { "\($0.code) \($0.cause.code.rawValue)" }
  #expect(causes == [told])
}

@Test func `W12 is urgent only for types that the pipeline says are handled`() {
  let text = "lost evt_1 type=invoice.paid"
  #expect(World(text).drifts().map(\.severity) == [.p3])
  let told = World(text) { $0.stripe.handledTypes = ["invoice.paid"] }
  #expect(told.drifts().map(\.severity) == [.p1])
}

@Test func `W12 cannot be evaluated where no column of the ledger names events`() {
  func reasons(_ world: World) -> Set<String> {
    Set(world.notEvaluated.map(\.reason).filter { $0.contains("of the ledger holds") })
  }
  let silent = World("") { $0.database.tables[3].columns[0].field = .key }
  #expect(reasons(silent) == ["no column of the ledger holds event"])
  let timeless = World("") { $0.database.tables[3].columns[1].field = nil }
  #expect(reasons(timeless) == ["no column of the ledger holds created-at"])
}
