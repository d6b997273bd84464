import Reconciliation
import Testing

@Test func `S17 sets the word for paused`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=paused
      """
    ).findings == [
      "S17 auto r1 s1 status:ACTIVE>PAUSED"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=TRIALING
      sub s1 owner=u1 status=paused
      """
    ).findings == [
      "S17 auto r1 s1 status:TRIALING>PAUSED"
    ])
}

@Test func `S17 is silent when the row knows, and leaves what is missing in the rule to nobody`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAUSED
      sub s1 owner=u1 status=paused
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=paused
      """
    ) { $0.statusRule.cases.removeLast() }.findings == [])
}
