import Billing
import Reconciliation
import Testing

@Test func `E09 use that Stripe has not heard of is told, and is to be sent`() {
  #expect(meterFindings("E", used: [3, 4], counted: 7) == [])
  #expect(
    meterFindings("E09", used: [3, 4], counted: 6) == [
      "E09 stripe use: 7 used, of which Stripe counts 6, in the period from 2025-12-31 us_1"
    ])
}

@Test func `E09 what was used a moment ago may still be under way`() {
  #expect(
    meterFindings("E", used: [3, 4], counted: 7, more: "in use id=9 user=u1 n=5 at=-1m") == [])
}

@Test(arguments: ["draft", "open"]) func `E09 a final invoice leaves it to a person`(
  _ status: String
) {
  let told = meterFindings(
    "E09", used: [7], counted: 6, facts: "invoice=in_9",
    more: "invoice in_9 subscription=s1 status=\(status)")
  #expect(
    told.map { $0.hasSuffix("| the invoice of the period is final") } == [status == "open"])
}

@Test func `E09 a meter that names a customer is held against the customer's owner`() {
  #expect(
    meterFindings("E09", used: [7], counted: 6, counter: "customer=cus_1 meter=mtr_1").count == 1)
  #expect(
    meterFindings("E09", used: [7], counted: 6, counter: "customer=cus_2 meter=mtr_1") == [])
}

@Test func `E09 only the meters that the rule names are added up`() {
  let other = "summary us_2 customer=cus_1 meter=mtr_2 total=9 periodStart=-15d periodEnd=+15d"
  let own = "customer=cus_1 meter=mtr_1"
  #expect(
    meterFindings("E", used: [7], counted: 7, counter: own, counters: ["mtr_1"], more: other) == [])
  #expect(meterFindings("E", used: [7], counted: 7, counter: own, more: other).count == 1)
}
