import Reconciliation
import Testing

@Test func `P04 a placeholder is no price, and maps to no plan`() {
  #expect(
    World(
      """
      plan gold price=price_gold_here amount=2999
      row r1 owner=u1 customer=cus_1 subscription=s1 plan=gold
      sub s1 owner=u1 price=price_gold_here
      """
    ) { $0.catalogue?.placeholders = ["price_gold_here"] }.findings == [
      "P02 review r1 s1",
      "P04 review gold",
    ])
}

@Test func `P04 an id of something else, or one to be replaced, is none either`() {
  #expect(
    World(
      """
      plan a price=prod_Q1 amount=900
      plan b price=price_xxx amount=900
      plan c price=YOUR_PRICE_ID amount=900
      """
    ).findings == [
      "P04 review a",
      "P04 review b",
      "P04 review c",
    ])
}

@Test func `P04 a price that a whole list of prices lacks is of another account`() {
  #expect(
    World(
      """
      price price_pro active=yes
      price price_team active=yes
      plan x price=price_elsewhere amount=900
      """
    ).findings == [
      "P04 review x"
    ])
}

@Test func `P04 is silent about free plans, plans deleted and prices nobody listed`() {
  #expect(
    World(
      """
      plan a price=null amount=900
      plan b price=prod_Q1 amount=900 deleted-at=-9d
      plan c price=price_quiet amount=900
      """
    ).findings == [])
}

@Test func `P04 is silent about what was written a minute ago`() {
  #expect(
    World(
      """
      plan a price=prod_Q1 amount=900 updated-at=-1m
      """
    ).findings == [])
}
