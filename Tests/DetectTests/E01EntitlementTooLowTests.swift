import Billing
import Reconciliation
import TestSupport
import Testing

@Test func `E01 a grant of less than the plan gives is found`() {
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=99 from=-5d to=+5d") == [
      "E01 review pro: 99 of credits, where the plan gives 100 1"
    ])
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d") == [])
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=500 from=-5d to=+5d") == [])
}

@Test func `E01 a grant made a moment ago is left to the next run`() {
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=9 from=-5d to=+5d at=-1m")
      == [])
}
