import Detect
import Reconciliation
import Testing

private func world(_ text: String, comparesBodies: Bool = true) -> World {
  World("row r1 owner=u1 subscription=s1 customer=cus_1\nsub s1 owner=u1\n" + text) {
    $0.stripe.comparesBodies = comparesBodies
  }
}

@Test func `W14 an event of which the application has another form is told with its object`() {
  #expect(
    world("altered evt_2 of=s1\naltered evt_1 of=x_9").findings == [
      "W14 report evt_1", "W14 report evt_2 s1",
    ])
}

@Test func `W14 is not evaluated where the application keeps no copies of events`() {
  #expect(
    world("", comparesBodies: false).notEvaluated.first { $0.code == "W14" }?.reason
      == "no column of the ledger or of the dead letters holds payload")
}
