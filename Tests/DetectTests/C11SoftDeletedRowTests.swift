import Reconciliation
import Testing

@Test func `C11 a deleted row of a live subscription is left to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 deleted-at=-9d status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [
      "C11 review r1 s1 status:EXPIRED>ACTIVE (no statement)"
    ])
}

@Test func `C11 is silent when the subscription is over, and when another row stands for it`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 deleted-at=-9d
      sub s1 owner=u1 status=canceled
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 deleted-at=-9d
      row r2 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [])
}
