import Reconciliation
import Testing

@Test func `P08 the row follows a metered item`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 price=price_sms item=si_b
      sub s1 owner=u1 item=si_a itemList=si_a|price_pro|si_b|price_sms
      """
    ).findings == [
      "P08 auto r1 s1 price:price_sms>price_pro item:si_b>si_a"
    ])
}

@Test func `P08 the plan of an add-on is the wrong one`() {
  #expect(
    World(
      """
      plan sms price=price_sms
      row r1 owner=u1 customer=cus_1 subscription=s1 plan=sms
      sub s1 owner=u1 item=si_a itemList=si_a|price_pro|si_b|price_sms
      """
    ).findings == [
      "P08 auto r1 s1 plan:sms>pro"
    ])
}

@Test func `P08 waits for the catalogue`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 price=price_sms
      sub s1 owner=u1 price=price_new item=si_a itemList=si_a|price_new|si_b|price_sms
      """
    ).findings == [
      "P08 review r1 s1 price:price_sms>price_new"
        + " | the catalogue does not map the price to one plan",
      "P02 review r1 s1 (child of 0)",
    ])
}

@Test func `P08 a price of no item at all is a plain mismatch`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 price=price_team
      sub s1 owner=u1 item=si_a itemList=si_a|price_pro|si_b|price_sms
      """
    ).findings == [
      "P01 auto r1 s1 price:price_team>price_pro"
    ])
}

@Test func `P08 is silent where several items could bear the plan`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 price=price_sms
      sub s1 owner=u1 price=? itemList=si_a|price_pro|si_b|price_sms
      """
    ).findings == [])
}
