import Reconciliation
import Testing

@Test func `C02 a row that names another customer is shown, never changed`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_9 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [
      "C02 review r1 s1 customer:cus_9>cus_1"
    ])
}

@Test func `C02 no other fix of such a row runs by itself`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_9 subscription=s1 status=PAST_DUE
      sub s1 owner=u1
      """
    ).findings == [
      "S10 review r1 s1 status:PAST_DUE>ACTIVE"
        + " | the row's customer is not the one that Stripe bills",
      "C02 review r1 s1 customer:cus_9>cus_1",
    ])
}

@Test func `C02 a missing customer is a partial row, not a mismatch`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=null subscription=s1
      sub s1 owner=u1
      """
    ).findings == [
      "S07 auto r1 s1 customer:null>cus_1"
    ])
}
