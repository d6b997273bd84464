import Reconciliation
import Testing

@Test func `P12 fills in the item`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 item=null
      sub s1 owner=u1 item=si_a
      """
    ).findings == [
      "P12 auto r1 s1 item:null>si_a"
    ])
}

@Test func `P12 other nulls are a matter of their own`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 item=null price=null
      sub s1 owner=u1 item=si_a
      """
    ).findings == [
      "P12 auto r1 s1 item:null>si_a",
      "S07 auto r1 s1 price:null>price_pro",
    ])
}

@Test func `P12 another item is a mismatch, and no single item is no candidate`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 item=si_x
      row r2 owner=u2 customer=cus_2 subscription=s2 item=null
      sub s1 owner=u1 item=si_a
      sub s2 owner=u2 customer=cus_2 item=?
      """
    ).findings == [
      "P01 auto r1 s1 item:si_x>si_a"
    ])
}
