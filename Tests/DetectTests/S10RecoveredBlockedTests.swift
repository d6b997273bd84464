import Reconciliation
import Testing

@Test func `S10 unblocks a payer, with the paid period`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE period-end=-15d
      sub s1 owner=u1
      """
    ).findings == [
      "S10 auto r1 s1 status:PAST_DUE>ACTIVE period-end:-15d>+15d"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAUSED
      sub s1 owner=u1 status=trialing trialEnd=+9d trialStart=-5d
      """
    ).findings == [
      "S10 auto r1 s1 status:PAUSED>TRIALING",
      "S23 review r1 s1 trial-start:null>-5d trial-end:null>+9d",
    ])
}

@Test func `S10 is silent when Stripe still waits for money`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
      sub s1 owner=u1 status=past_due
      """
    ).findings == [])
}
