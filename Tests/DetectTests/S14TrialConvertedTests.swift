import Reconciliation
import Testing

@Test func `S14 sets the status and the paid period`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=TRIALING period-end=-1d trial-end=+1d
      sub s1 owner=u1 periodStart=-1d trialEnd=-1d periodEnd=+29d
      """
    ).findings == [
      "S14 auto r1 s1 status:TRIALING>ACTIVE period-start:-15d>-1d"
        + " period-end:-1d>+29d trial-end:+1d>-1d"
    ])
}

@Test func `S14 leaves the plan to P01`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=TRIALING plan=team
      sub s1 owner=u1
      """
    ).findings == [
      "S14 auto r1 s1 status:TRIALING>ACTIVE",
      "P01 auto r1 s1 plan:team>pro",
    ])
}

@Test func `S14 is silent during the trial`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=TRIALING trial-end=+9d
      sub s1 owner=u1 status=trialing trialEnd=+9d
      """
    ).findings == [])
}
