import Reconciliation
import Testing

@Test func `I08 a lost dispute, and one that is open`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p1 payment-intent=pi_1
      payment p2 charge=ch_2
      dispute dp_1 paymentIntent=pi_1 status=lost
      dispute dp_2 charge=ch_2 status=needs_response
      """
    ).findings == [
      "I08 review p1 | the word of stripe_payments for disputed is not known",
      "I08 review p2 | the word of stripe_payments for disputed is not known",
    ])
}

@Test func `I08 is written in the word of the table`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p0 payment-intent=pi_0 status=chargeback
      payment p1 payment-intent=pi_1
      dispute dp_1 paymentIntent=pi_1 status=lost
      """
    ).findings == ["I08 auto p1"])
}

@Test func `I08 is silent about warnings, cases won, and rows that tell`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p1 payment-intent=pi_1
      payment p2 payment-intent=pi_2 status=disputed
      payment p3 payment-intent=pi_3 dispute=dp_3
      payment p4 payment-intent=pi_4
      payment p5 charge=ch_4 payment-intent=pi_4 amount=-2999
      dispute dp_0 paymentIntent=pi_1 status=warning_closed
      dispute dp_1 paymentIntent=pi_1 status=won
      dispute dp_2 paymentIntent=pi_2 status=lost
      dispute dp_3 paymentIntent=pi_3 status=lost
      dispute dp_4 paymentIntent=pi_4 status=lost
      """
    ).findings == [])
}
