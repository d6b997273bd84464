import Reconciliation
import Testing

@Test func `S11 mirrors either way of scheduling an end`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 cancelAtPeriodEnd=yes canceledAt=-3d
      """
    ).findings == [
      "S11 auto r1 s1 status:ACTIVE>CANCELED canceled-at:null>-3d ending:false>true"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 cancelAt=+9d
      """
    ).findings == [
      "S11 auto r1 s1 status:ACTIVE>CANCELED ending:false>true"
    ])
}

@Test func `S11 is silent when the row knows, but for a detail`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=CANCELED ending=yes
      sub s1 owner=u1 cancelAtPeriodEnd=yes
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=CANCELED ending=yes
      sub s1 owner=u1 cancelAtPeriodEnd=yes canceledAt=-3d
      """
    ).findings == [
      "S23 review r1 s1 canceled-at:null>-3d"
    ])
}

@Test func `S11 says nothing about a row that has ended`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 cancelAtPeriodEnd=yes
      """
    ).findings == [
      "S21 stripe r1 s1 status:EXPIRED>CANCELED ending:false>true (no statement)"
    ])
}
