import Reconciliation
import Testing

@Test func `S12 clears an end that was taken back`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=CANCELED ending=yes canceled-at=-3d
      sub s1 owner=u1
      """
    ).findings == [
      "S12 auto r1 s1 status:CANCELED>ACTIVE canceled-at:-3d>null ending:true>false"
    ])
}

@Test func `S12 leaves the status to the check that explains it`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE ending=yes
      sub s1 owner=u1
      """
    ).findings == [
      "S10 auto r1 s1 status:PAST_DUE>ACTIVE",
      "S12 auto r1 s1 ending:true>false",
    ])
}

@Test func `S12 is silent when the end still stands`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=CANCELED ending=yes
      sub s1 owner=u1 cancelAtPeriodEnd=yes
      """
    ).findings == [])
}
