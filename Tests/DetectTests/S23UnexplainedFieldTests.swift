import Reconciliation
import Testing

@Test func `S23 lists what nobody explains`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 canceled-at=-9d
      sub s1 owner=u1
      """
    ).findings == [
      "S23 review r1 s1 canceled-at:-9d>null"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=TRIALING trial-end=+3d
      sub s1 owner=u1 status=trialing trialEnd=+9d
      """
    ).findings == [
      "S23 review r1 s1 trial-end:+3d>+9d"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-9d
      sub s1 owner=u1 status=canceled
      """
    ).findings == [
      "S23 review r1 s1 ended-at:-9d>-5d"
    ])
}

@Test func `S23 is silent when something else was said about the field`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 ending=yes status=CANCELED canceled-at=-9d
      sub s1 owner=u1
      """
    ).findings == [
      "S12 auto r1 s1 status:CANCELED>ACTIVE canceled-at:-9d>null ending:true>false"
    ])
}
