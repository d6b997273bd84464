import Billing
import Reconciliation
import TestSupport
import Testing

@Test func `E03 two grants for one period are found, two periods are not`() {
  #expect(
    grantFindings(
      "E",
      payer + """
        in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d
        in credits id=2 user=u1 kind=pro total=100 from=-5d to=+5d
        in credits id=3 user=u1 kind=free total=100 from=-5d to=+5d
        """) == ["E03 review pro: 2 rows give credits for one period 2"])
  #expect(
    grantFindings(
      "E03",
      payer + """
        in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d
        in credits id=2 user=u1 kind=pro total=100 from=-35d to=+5d
        """) == [])
}
