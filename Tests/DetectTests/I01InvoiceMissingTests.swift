import Reconciliation
import Testing

@Test func `I01 a paid invoice that the table lacks`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      """
    ).findings == [
      "I01 review in_1 s1"
        + " (insert owner=u1 currency=usd status=paid invoice=in_1 amount=2999 created-at=-20d)"
        + " | the application makes the keys of stripe_invoices"
    ])
}

@Test func `I01 is silent about drafts, invoices of nothing, and those that are there`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_2 deleted-at=-9d
      invoice in_1 subscription=s1 status=draft
      invoice in_2 subscription=s1 paymentIntent=pi_1
      invoice in_3 subscription=s1 total=0 amountPaid=0
      invoice in_4 subscription=s1 status=void
      """
    ).findings == [])
}

@Test func `I01 is silent about what is older than the table, fresh, or nobody's`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      invoice in_1 subscription=s1 created=-60d amountPaid=0
      invoice in_2 subscription=s1 created=-1m amountPaid=0
      invoice in_3 subscription=s9 amountPaid=0
      """
    ).findings == [])
}
