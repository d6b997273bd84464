import Reconciliation
import Testing

@Test func `I06 two rows of one intent, by its id and by its charge`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p1 payment-intent=pi_1
      payment p2 charge=ch_1
      charge ch_1 paymentIntent=pi_1
      """
    ).findings == [
      "I06 review p2"
    ])
}

@Test func `I06 is silent about refunds, attempts that failed, and equal amounts`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p1 payment-intent=pi_1
      payment p2 payment-intent=pi_1 status=failed
      payment p3 payment-intent=pi_1 amount=-500 status=refunded
      payment p4 payment-intent=pi_2
      payment p5 payment-intent=pi_1 deleted-at=-9d
      charge ch_1 paymentIntent=pi_1 amountRefunded=500
      """
    ).findings == [])
}
