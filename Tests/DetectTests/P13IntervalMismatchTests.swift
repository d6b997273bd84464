import Reconciliation
import Testing

@Test func `P13 sets the interval in the database's own word`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 interval=MONTHLY
      row r2 owner=u2 customer=cus_2 subscription=s2 interval=YEARLY
      sub s1 owner=u1 interval=year
      sub s2 owner=u2 customer=cus_2 interval=year
      """
    ).findings == [
      "P13 auto r1 s1 interval:MONTHLY>YEARLY",
      "P06 review pro interval:MONTHLY>year (no statement)",
    ])
}

@Test func `P13 waits for the catalogue`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 interval=month
      sub s1 owner=u1 interval=year price=price_new
      """
    ).findings == [
      "P13 review r1 s1 interval:month>year | the catalogue does not map the price to one plan",
      "P02 review r1 s1 (child of 0)",
    ])
}

@Test func `P13 is silent about other words for the same, and words of no interval`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 interval=Monthly
      row r2 owner=u2 customer=cus_2 subscription=s2 interval=LIFETIME
      sub s1 owner=u1
      sub s2 owner=u2 customer=cus_2
      """
    ).findings == [])
}
