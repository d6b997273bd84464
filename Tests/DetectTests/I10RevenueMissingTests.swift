import Reconciliation
import Testing

@Test func `I10 no row takes in what was paid`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      """
    ).findings == [
      "I10 review in_1 s1 (insert owner=u1 currency=usd status=paid payment-intent=pi_1"
        + " invoice=in_1 amount=2999 created-at=-20d)"
        + " | the application makes the keys of stripe_payments"
    ])
}

@Test func `I10 a row that says no is none`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1
      payment p1 payment-intent=pi_1 status=pending
      invoice in_1 subscription=s1 customer=cus_1 paymentIntent=pi_1
      """
    ).findings == [
      "I10 auto p1 s1"
    ])
}

private let newVersion = """
  row r1 owner=u1 customer=cus_1 subscription=s1
  sub s1 owner=u1
  payment p0 payment-intent=pi_0
  intent pi_0 customer=cus_1
  intent pi_1 customer=cus_1

  """

@Test func `I10 a payment that names no invoice is missed where others of its kind have rows`() {
  #expect(
    World(newVersion).findings == [
      "I10 review pi_1 (insert owner=u1 currency=usd status=paid payment-intent=pi_1 amount=2999"
        + " created-at=-20d) | the application makes the keys of stripe_payments"
    ])
  #expect(
    World(newVersion) { $0.insert(into: .payments, by: "payment-intent") }.findings.allSatisfy {
      $0.hasPrefix("I10 review") && $0.hasSuffix("so a person says what it is for")
    })
  // Whose a row is that is there, it says itself.
  let said = newVersion + "payment p1 payment-intent=pi_1 status=failed"
  #expect(World(said).findings == ["I10 auto p1"])
  #expect(World(said.replacing("cus_1", with: "cus_9")).findings.contains("I10 auto p1"))
}

@Test(arguments: [
  ("payment-intent=pi_0", "charge=ch_7"), ("pi_1 customer=cus_1", "pi_1 customer=cus_9"),
  ("pi_1 customer=cus_1", "pi_1 customer=cus_1 status=requires_action"),
])
func `I10 is silent about payments of strangers, of another kind, and that did not succeed`(
  from: String, to: String
) {
  #expect(World(newVersion.replacing(from, with: to)).findings == [])
}

@Test func `I10 is silent about rows by charge or invoice, and words nobody knows`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1
      bill b2 invoice=in_2
      bill b3 invoice=in_3
      payment p1 charge=ch_1
      payment p2 invoice=in_2
      payment p3 payment-intent=pi_3 status=Z7
      invoice in_1 subscription=s1 paymentIntent=pi_1 charge=ch_1
      invoice in_2 subscription=s1 paymentIntent=pi_2
      invoice in_3 subscription=s1 paymentIntent=pi_3
      """
    ).findings == [])
}

@Test
func `I10 is silent about what no charge paid, what is not told, and what is older than the table`()
{
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      bill b0 invoice=in_0
      payment p0 payment-intent=pi_0
      bill b1 invoice=in_1
      bill b2 invoice=in_2
      bill b3 invoice=in_3
      bill b4 invoice=in_4 created-at=-90d
      invoice in_1 subscription=s1 isOutOfBand=yes paymentIntent=pi_1
      invoice in_2 subscription=s1
      invoice in_3 subscription=s1 amountPaid=0 paymentIntent=pi_3
      invoice in_4 subscription=s1 created=-80d paymentIntent=pi_4
      """
    ).findings == [])
}
