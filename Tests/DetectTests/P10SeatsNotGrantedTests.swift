import Reconciliation
import Testing

@Test func `P10 raises the seats to what is billed`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 quantity=10
      sub s1 owner=u1 quantity=30
      """
    ).findings == [
      "P10 auto r1 s1 quantity:10>30"
    ])
}

@Test func `P10 seats go with the price where both differ`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 quantity=2
      sub s1 owner=u1 quantity=5 price=price_team
      """
    ).findings == [
      "P01 auto r1 s1 plan:pro>team quantity:2>5"
    ])
}

@Test func `P10 is silent about metered prices`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 quantity=2
      sub s1 owner=u1 quantity=?
      """
    ).findings == [])
}
