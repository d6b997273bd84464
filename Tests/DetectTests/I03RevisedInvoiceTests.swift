import Reconciliation
import Testing

@Test func `I03 an invoice and its revision both count`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_1 status=open
      bill b2 invoice=in_2
      invoice in_1 subscription=s1 status=void revision=in_2
      invoice in_2 subscription=s1 paymentIntent=pi_1
      """
    ).findings == [
      "I03 auto b1 s1"
    ])
}

@Test func `I03 is silent where the original is void, or the revision has no row`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_1 status=void
      bill b2 invoice=in_2
      invoice in_1 subscription=s1 status=void revision=in_2
      invoice in_2 subscription=s1 paymentIntent=pi_1
      """
    ).findings == [])
}
