import Reconciliation
import Testing

@Test func `P15 an amount in major units`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 amount=29 currency=usd
      sub s1 owner=u1 unitAmount=2900 quantity=1
      """
    ).findings == [
      "P15 auto r1 s1 amount:29>2900",
      "P06 review pro amount:2999>2900 (no statement)",
    ])
}

@Test func `P15 without the row's currency nothing is sure`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 amount=299900
      sub s1 owner=u1 quantity=1
      """
    ).findings == [
      "P15 review r1 s1 amount:299900>2999 | the row does not say in which currency its amount is"
    ])
}

@Test func `P15 another currency is for a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 amount=2999 currency=EUR
      sub s1 owner=u1 quantity=1
      """
    ).findings == [
      "P15 review r1 s1 currency:EUR>usd | the two sides name different currencies"
    ])
}

@Test func `P15 any other ratio is a plain mismatch`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 amount=1999 currency=usd
      sub s1 owner=u1 quantity=1
      """
    ).findings == [
      "P01 auto r1 s1 amount:1999>2999"
    ])
}

@Test func `P15 is silent about capitals and equal amounts`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 amount=2999 currency=USD
      sub s1 owner=u1 quantity=1
      """
    ).findings == [])
}
