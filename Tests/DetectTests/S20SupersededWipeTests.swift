import Reconciliation
import Testing

@Test func `S20 restores the row that the end of another subscription wiped`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED updated-at=-5d
      sub s1 owner=u1
      sub s0 owner=u1 status=canceled endedAt=-5d
      """
    ).findings == [
      "S20 auto r1 s1 status:EXPIRED>ACTIVE"
    ])
}

@Test func `S20 where the free row took the place, it ends in the same run`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED updated-at=-5d
      row r2 owner=u1 plan=free
      sub s1 owner=u1
      sub s0 owner=u1 status=canceled endedAt=-5d
      """
    ).findings == [
      "S20 auto r1 s1 status:EXPIRED>ACTIVE",
      "U02 auto r2 status:ACTIVE>EXPIRED",
    ])
}

@Test func `S20 leaves an end of our own to S21`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED updated-at=-5d
      sub s1 owner=u1
      """
    ).findings == [
      "S21 stripe r1 s1 status:EXPIRED>ACTIVE (no statement)"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED updated-at=-3d
      sub s1 owner=u1
      sub s0 owner=u1 status=canceled endedAt=-5d
      """
    ).findings == [
      "S21 stripe r1 s1 status:EXPIRED>ACTIVE (no statement)"
    ])
}
