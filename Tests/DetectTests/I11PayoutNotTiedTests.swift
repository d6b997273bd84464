import Billing
import Reconciliation
import Testing

private let tied = """
  row r1 owner=u1 subscription=s1 customer=cus_1
  sub s1 owner=u1
  charge ch_1 customer=cus_1 paymentIntent=pi_1
  movement txn_1 source=ch_1
  payment p1 payment-intent=pi_1 created-at=-20d
  payment p0 payment-intent=pi_0 created-at=-40d

  """

private func findings(_ text: String) -> [String] {
  World(text).drifts().filter { $0.code == "I11" && $0.disposition == .report }.map(\.story)
}

@Test func `I11 is silent where every transaction has its row`() {
  #expect(findings(tied) == [])
}

@Test(arguments: [
  ("movement txn_1 source=ch_1", "movement txn_1 source=ch_1 amount=3999", "1 of another amount"),
  ("payment-intent=pi_1", "payment-intent=pi_7", "1 without a row"),
])
func `I11 names what nothing explains`(_ from: String, _ to: String, _ told: String) {
  #expect(
    findings(tied.replacing(from, with: to)) == [
      "usd: 0 transactions tie; not explained: \(told)"
    ])
}

@Test(arguments: [
  ("amount=2999", "payment p1 amount=2880 payment-intent=pi_1 created-at=-20d"),
  ("", "payment p1 payment-intent=pi_1 created-at=-20d"),
])
func `I11 fees and other currencies explain a difference`(_ facts: String, _ payment: String) {
  let currency = facts.isEmpty ? " currency=eur amount=2700 net=2600" : ""
  #expect(
    findings(
      tied.replacing(
        "payment p1 payment-intent=pi_1 created-at=-20d", with: payment
      ).replacing("source=ch_1", with: "source=ch_1\(currency)")) == [])
}

private let refunded = """
  charge ch_2 customer=cus_1 paymentIntent=pi_2 amountRefunded=500
  movement txn_2 source=ch_2
  refund re_2 charge=ch_2 amount=500
  movement txn_3 source=re_2 category=refund amount=-500 net=-500
  payment p2 payment-intent=pi_2 created-at=-20d

  """

@Test(arguments: [
  ("payment p3 payment-intent=pi_2 amount=-500 status=refunded", nil),
  (
    "payment p3 payment-intent=pi_2 amount=-300 status=refunded",
    "1 given back as another amount than recorded"
  ),
  ("", "1 given back without a row"),
])
func `I11 a refund is held against what the rows of its charge give back`(
  row: String, told: String?
) {
  #expect(
    findings(tied + refunded + row)
      == [told.map { "usd: 2 transactions tie; not explained: \($0)" }].compactMap(\.self))
}

@Test func `I11 what explains itself and what does not are told apart`() {
  let more = """
    charge ch_2 customer=cus_9 paymentIntent=pi_2
    movement txn_2 source=ch_2
    charge ch_3 customer=cus_1 paymentIntent=pi_3
    movement txn_3 source=ch_3
    charge ch_4 customer=cus_1 paymentIntent=pi_4
    payment p4 payment-intent=pi_4 created-at=-20d
    """
  #expect(
    findings(tied + more) == [
      "usd: 1 transactions tie; not explained: 1 without a row, 1 recorded without a "
        + "transaction; explained: 1 of a customer that the database does not know"
    ])
}

@Test func `I11 two errors do not make up for each other`() {
  let more = """
    charge ch_2 customer=cus_1 paymentIntent=pi_2
    movement txn_2 source=ch_2
    payment p2 amount=1999 payment-intent=pi_2 created-at=-20d
    charge ch_3 customer=cus_1 paymentIntent=pi_3
    movement txn_3 source=ch_3
    payment p3 amount=3999 payment-intent=pi_3 created-at=-20d
    """
  #expect(
    findings(tied + more) == [
      "usd: 1 transactions tie; not explained: 2 of another amount"
    ])
}

@Test func `I11 without balance transactions is not evaluated`() {
  #expect(
    World("").objectsMissing.filter { $0.code == "I11" }.map(\.reason) == [
      "the export has no balance_transaction; add a list of them"
    ])
}
