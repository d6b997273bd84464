import Reconciliation
import Testing

@Test func `P02 a price that no plan has is left to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 price=price_new
      """
    ).findings == [
      "P02 review r1 s1"
    ])
}

@Test func `P02 a price that two plans have is no better`() {
  #expect(
    World(
      """
      plan pro2 price=price_pro
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [
      "P02 review r1 s1", "P07 review pro",
    ])
}

@Test func `P02 is told beside a finding that has nothing to do with it`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
      sub s1 owner=u1 price=price_new
      """
    ).findings == [
      "S10 auto r1 s1 status:PAST_DUE>ACTIVE",
      "P02 review r1 s1",
    ])
}

@Test func `P02 is silent about aliases, ended subscriptions and systems without a catalogue`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 price=price_2019
      """
    ) { $0.catalogue?.aliases = [PriceAlias(price: "price_2019", plan: "pro")] }.findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 price=price_new status=canceled
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 price=price_new
      """
    ) { $0.catalogue = nil }.findings == [])
}
