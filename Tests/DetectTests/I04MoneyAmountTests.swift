import Reconciliation
import Testing

@Test func `I04 the invoice has another total`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_1 amount=1999
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      """
    ).findings == [
      "I04 auto b1 s1 amount:1999>2999"
    ])
}

@Test func `I04 so has the payment`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1
      payment p1 payment-intent=pi_1 amount=29
      intent pi_1
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      """
    ).findings == [
      "I04 auto p1 amount:29>2999"
    ])
}

@Test func `I04 of several amounts none is preferred`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_1 amount=1
      invoice in_1 subscription=s1 amountDue=2499 amountPaid=2499 paymentIntent=pi_1
      """
    ).findings == [
      "I04 review b1 s1 amount:1>2999"
        + " | Stripe names several amounts, and the column may mean any of them"
    ])
}

@Test func `I04 an open invoice is not final, and a currency is for a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1 amount=5 status=open
      bill b2 invoice=in_2 currency=EUR
      invoice in_1 subscription=s1 status=open
      invoice in_2 subscription=s1 amountPaid=0
      """
    ).findings == [
      "I04 review b1 s1 amount:5>2999 | the amount is not final in Stripe",
      "I04 review b2 s1 currency:EUR>usd | the two sides name different currencies",
    ])
}

@Test func `I04 is silent about any of the amounts that Stripe names, and capitals`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      payment p1 payment-intent=pi_1
      bill b1 invoice=in_1 amount=2499 currency=USD
      invoice in_1 subscription=s1 amountDue=2499 amountPaid=2499 paymentIntent=pi_1
      """
    ).findings == [])
}
