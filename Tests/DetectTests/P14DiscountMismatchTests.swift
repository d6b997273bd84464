import Reconciliation
import Testing

@Test func `P14 a coupon from the dashboard`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 discount=null
      sub s1 owner=u1 discount=AUTUMN
      """
    ).findings == [
      "P14 auto r1 s1 discount:null>AUTUMN"
    ])
}

@Test func `P14 a coupon that is over`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 discount=AUTUMN
      sub s1 owner=u1 discount=null
      """
    ).findings == [
      "P14 auto r1 s1 discount:AUTUMN>null"
    ])
}

@Test func `P14 a discount without its coupon is for a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 discount=null
      sub s1 owner=u1 discount=di_1
      """
    ).findings == [
      "P14 review r1 s1 discount:null>di_1 | the export does not say the discount's coupon"
    ])
}

@Test func `P14 is silent where one side names the coupon and the other the discount`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 discount=AUTUMN
      sub s1 owner=u1 discount=di_1
      """
    ).findings == [])
}
