import Reconciliation
import Testing

@Test func `W02 an answered event that is not in the ledger is told`() {
  #expect(
    World(
      """
      row r1 owner=u1 subscription=s1 customer=cus_1
      sub s1 owner=u1
      heard evt_0
      lost evt_1 of=s1
      """
    ).findings == ["W02 report evt_1 s1"])
}

@Test func `W02 leaves to others what nobody answered and what the ledger never has`() {
  #expect(
    World(
      """
      heard evt_0
      invoice x_1
      lost evt_1 pending=1
      lost evt_2 of=x_2 type=invoice.paid
      """
    ).findings == ["W01 replay evt_1", "W12 report invoice.paid"])
}

@Test func `W02 says nothing where no event is looked for`() {
  #expect(World("heard evt_0").findings == [])
}
