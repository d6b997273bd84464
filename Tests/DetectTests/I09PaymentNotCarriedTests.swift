import Reconciliation
import Testing

@Test func `I09 the payment was set to paid, its invoice was not`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_1 status=open
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      """
    ).findings == [
      "I09 auto b1 s1 status:open>paid"
    ])
}

@Test func `I09 sums that differ are for a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1 amount=9
      bill b1 invoice=in_1 status=open
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      """
    ).findings == ["I09 review b1 s1 status:open>paid | the sums differ"])
}

@Test func `I09 without a paid payment it is the invoice's own matter`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1 status=failed
      bill b1 invoice=in_1 status=open
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      """
    ).findings == [
      "I02 auto b1 s1 status:open>paid",
      "I10 auto p1 s1",
    ])
}

@Test func `I09 is silent where both were`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_1
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      """
    ).findings == [])
}
