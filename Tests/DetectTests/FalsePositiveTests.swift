import Reconciliation
import Testing

/// What looks like drift and is none: each kind, in a world that would otherwise be full of it.

@Test(arguments: [
  ("", ["S04 review s9 | no id of ours names an owner that the database has"]),
  ("prod_books", []),
  ("prod_other", ["S04 review s9 | no id of ours names an owner that the database has"]),
])
func `a subscription of another product line needs no row`(
  products: String, findings: [String]
) {
  let world = World(
    """
    user u1
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    sub s9 customer=cus_9 product=prod_books
    """
  ) { $0.stripe.otherProducts = products.isEmpty ? [] : [products] }
  #expect(world.findings == findings)
}

@Test func `a customer may have one subscription of each line`() {
  let text = """
    user u1
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    sub s2 owner=u1 product=prod_books
    """
  #expect(World(text).findings.contains { $0.hasPrefix("U01") })
  #expect(World(text) { $0.stripe.otherProducts = ["prod_books"] }.findings == [])
}

@Test func `a payment that the bank has not decided about is open on both sides`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1 status=OPEN
      payment p1 payment-intent=pi_1 status=PENDING
      intent pi_1 status=processing amountPaid=0
      invoice in_1 subscription=s1 customer=cus_1 status=open amountPaid=0 paymentIntent=pi_1
      """
    ).findings == [])
}

@Test func `a subscription on a test clock has a time of its own`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1 period-end=+90d
      sub s1 owner=u1 testClock=clock_1 periodEnd=+400d
      sub s2 owner=u2 customer=cus_2 testClock=clock_1
      """
    ).findings == [])
}
