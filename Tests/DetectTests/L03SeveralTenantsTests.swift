import Reconciliation
import Testing

@Test func `L03 speaks of one customer whose rows serve two organisations`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      member m1 owner=u1 tenant=o1
      member m2 owner=u1 tenant=o2
      access a1 parent=r1 tenant=o1
      access a2 parent=r1 tenant=o2
      """
    ).findings == ["L03 review a2 s1"])
}

@Test func `L03 is silent about a row that has ended, and about two of one organisation`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-50d
      row r2 owner=u1 customer=cus_1 subscription=s2
      sub s1 owner=u1 status=canceled endedAt=-50d
      sub s2 owner=u1
      member m1 owner=u1 tenant=o1
      access a1 parent=r1 tenant=o2 status=off
      access a2 parent=r2 tenant=o1
      access a3 parent=r2 tenant=o1
      """
    ).findings == [])
}
