import Reconciliation
import Testing

@Test func `I05 an invoice that was paid outside of Stripe is counted as cash`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1
      payment p1 invoice=in_1
      invoice in_1 subscription=s1 isOutOfBand=yes amountPaid=0
      """
    ).findings == [
      "I05 report p1 s1"
    ])
}

@Test func `I05 so is one that was settled from the balance`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1
      payment p1 invoice=in_1
      invoice in_1 subscription=s1 amountPaid=0
      """
    ).findings == [
      "I05 report p1 s1"
    ])
}

@Test func `I05 is silent where nothing is counted`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1
      bill b2 invoice=in_2
      payment p2 invoice=in_2
      invoice in_1 subscription=s1 isOutOfBand=yes amountPaid=0
      invoice in_2 subscription=s1
      """
    ).findings == [])
}
