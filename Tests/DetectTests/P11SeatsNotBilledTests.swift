import Reconciliation
import Testing

@Test func `P11 seats that nobody pays for are a matter for Stripe`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 quantity=12
      sub s1 owner=u1 quantity=10
      """
    ).findings == [
      "P11 stripe r1 s1 quantity:12>10 (no statement)"
    ])
}

@Test func `P11 is silent about equal numbers`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 quantity=10
      sub s1 owner=u1 quantity=10
      """
    ).findings == [])
}
