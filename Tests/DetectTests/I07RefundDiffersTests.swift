import Reconciliation
import Testing

@Test func `I07 a refund without a row`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p1 payment-intent=pi_1
      charge ch_1 paymentIntent=pi_1 amountRefunded=500
      """
    ).findings == [
      "I07 review p1 | no column holds the id of a refund"
    ])
}

@Test func `I07 refunds that failed do not count, and rows may give back too much`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p1 payment-intent=pi_1
      payment p2 charge=ch_1 amount=-700 status=refunded
      charge ch_1 paymentIntent=pi_1 amountRefunded=700
      refund re_1 charge=ch_1 amount=500
      refund re_2 charge=ch_1 amount=200 status=failed
      """
    ).findings == [
      "I07 review p1 | the rows give back more than Stripe did"
    ])
}

@Test func `I07 is silent about rows that agree, whichever way they say it`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p1 payment-intent=pi_1
      payment p2 charge=ch_1 amount=-500 status=refunded
      payment p3 payment-intent=pi_3 status=refunded
      payment p4 payment-intent=pi_4
      charge ch_1 paymentIntent=pi_1 amountRefunded=500
      charge ch_3 paymentIntent=pi_3 amountRefunded=2999
      charge ch_4 paymentIntent=pi_4 amountRefunded=0
      charge ch_5 paymentIntent=pi_5 amountRefunded=9
      """
    ).findings == [])
}

@Test func `I07 without charges is not evaluated: what was given back is theirs to say`() {
  #expect(
    World("intent pi_1").objectsMissing.filter { $0.code == "I07" }.map(\.reason) == [
      "the export has no charge; add a list of them"
    ])
}

@Test func `I07 leaves amounts to a person that are too large to be added up`() {
  let rows = (2...18).map { "payment p\($0) charge=ch_1 amount=-570000000000000000\n" }
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p1 payment-intent=pi_1
      charge ch_1 paymentIntent=pi_1 amountRefunded=500

      """ + rows.joined()
    ).findings == ["I07 review p1 | the amounts are too large to be added up"])
}
