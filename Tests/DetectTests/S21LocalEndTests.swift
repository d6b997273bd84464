import Reconciliation
import Testing

@Test func `S21 an ended row that Stripe bills is never changed by itself`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [
      "S21 stripe r1 s1 status:EXPIRED>ACTIVE (no statement)"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=past_due
      """
    ).findings == [
      "S21 stripe r1 s1 status:EXPIRED>PAST_DUE (no statement)"
    ])
}

@Test func `S21 is silent when Stripe has ended too, and when nothing is billed`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=unpaid
      """
    ).findings == [])
}
