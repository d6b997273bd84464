import Reconciliation
import Testing

@Test func `S07 fills nulls of a row in the right state`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 period-end=null plan=null
      sub s1 owner=u1
      """
    ).findings == [
      "S07 auto r1 s1 plan:null>pro period-end:null>+15d"
    ])
}

@Test func `S07 overwrites no value`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 period-end=null plan=team
      sub s1 owner=u1
      """
    ).findings == [
      "S07 auto r1 s1 period-end:null>+15d",
      "P01 auto r1 s1 plan:team>pro",
    ])
}

@Test func `S07 is silent when the status differs, and about dates that may be null`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 period-end=null status=PAST_DUE
      sub s1 owner=u1
      """
    ).findings == [
      "S10 auto r1 s1 status:PAST_DUE>ACTIVE period-end:null>+15d"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 trialStart=-40d trialEnd=-30d
      """
    ).findings == [])
}
