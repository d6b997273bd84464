import Reconciliation
import Testing

@Test func `C10 a deleted owner who is billed is a matter for Stripe`() {
  #expect(
    World(
      """
      user u1 deleted-at=-9d
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [
      "C10 stripe r1 s1 status:EXPIRED>ACTIVE (no statement)"
    ])
  #expect(
    World(
      """
      user u1 deleted-at=-9d
      row r1 owner=u1 customer=cus_1 subscription=s1 deleted-at=-9d
      sub s1 owner=u1 status=past_due
      """
    ).findings == [
      "C10 stripe r1 s1 status:ACTIVE>PAST_DUE (no statement)"
    ])
  #expect(
    World(
      """
      user u1 deleted-at=-9d
      sub s1 owner=u1
      """
    ).findings == [
      "C10 stripe s1"
    ])
}

@Test func `C10 is silent when Stripe has ended, and while the deletion is fresh`() {
  #expect(
    World(
      """
      user u1 deleted-at=-9d
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      """
    ).findings == [])
  #expect(
    World(
      """
      user u1 deleted-at=-1m
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [])
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [])
}
