import Reconciliation
import Testing

@Test func `P09 an add-on the database lacks, and one that Stripe does not bill`() {
  #expect(
    World(
      """
      item i1 item=si_a subscription=s1
      item i2 item=si_old subscription=s1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 item=si_a itemList=si_a|price_pro|si_b|price_sms
      """
    ).findings == [
      "P09 review s1 | the application makes the keys of subscription_items",
      "P09 auto i2 s1 (soft delete)",
    ])
}

@Test func `P09 is silent about equal sets, deleted items and ended subscriptions`() {
  #expect(
    World(
      """
      item i1 item=si_a subscription=s1
      item i2 item=si_b subscription=s1
      item i3 item=si_x subscription=s1 deleted-at=-9d
      item i4 item=si_y subscription=s2
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u2 customer=cus_2 subscription=s2 status=EXPIRED
      sub s1 owner=u1 item=si_a itemList=si_a|price_pro|si_b|price_sms
      sub s2 owner=u2 customer=cus_2 status=canceled item=si_z itemList=null
      """
    ).findings == [])
}

@Test func `P09 is silent where the items are not known, or none is kept`() {
  #expect(
    World(
      """
      item i1 item=si_a subscription=s1
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u2 customer=cus_2 subscription=s2
      sub s1 owner=u1
      sub s2 owner=u2 customer=cus_2 item=si_z itemList=null
      """
    ).findings == [])
}
