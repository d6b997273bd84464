import Billing
import Reconciliation
import Testing

@Test func `E10 use that Stripe counts and nobody had is told, and nothing is corrected`() {
  #expect(
    meterFindings("E", used: [3, 4], counted: 9) == [
      "E10 report use: 7 used, and Stripe counts 9, in the period from 2025-12-31 us_1"
    ])
}

@Test func `E10 says nothing where rows are still coming in, or outside of the period`() {
  #expect(meterFindings("E", used: [7], counted: 9, more: "in use id=9 user=u1 n=1 at=-1m") == [])
  #expect(
    meterFindings("E", used: [7], counted: 9, more: "in use id=9 user=u1 n=2 at=-16d").count == 1)
}

@Test func `E09 and E10 ask for what they need`() {
  let without = World("").notEvaluated.filter { ["E09", "E10"].contains($0.code) }
  #expect(
    without.map(\.reason) == [
      "no declared rule says which table counts what Stripe's meters do",
      "no declared rule says which table counts what Stripe's meters do",
    ])
  #expect(
    meterWorld("").objectsMissing.map(\.code).filter { $0.hasPrefix("E") } == ["E09", "E10"])
}
