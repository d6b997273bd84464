import Reconciliation
import Testing

@Test func `S22 shows the change that is scheduled`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 pending-plan=null
      sub s1 owner=u1
      schedule d1 subscription=s1 phaseStart=+15d pendingPrice=price_team
      """
    ).findings == [
      "S22 auto r1 s1 pending-plan:null>team"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 pending-plan=team
      sub s1 owner=u1 pendingPrice=null
      """
    ).findings == [
      "S22 auto r1 s1 pending-plan:team>null"
    ])
}

@Test func `S22 is silent about schedules that are spent, change no plan, or have no price`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 pending-plan=null
      sub s1 owner=u1 pendingPrice=null
      schedule d1 subscription=s1 status=released phaseStart=+15d pendingPrice=price_team
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 pending-plan=null
      sub s1 owner=u1
      schedule d1 subscription=s1 phaseStart=+15d pendingPrice=price_pro
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 pending-plan=null
      sub s1 owner=u1
      schedule d1 subscription=s1 phaseStart=+15d pendingPrice=price_new
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 pending-plan=null
      sub s1 owner=u1 pendingPrice=null
      schedule d1 subscription=s1 phaseStart=-1d pendingPrice=price_team
      """
    ).findings == [])
}
