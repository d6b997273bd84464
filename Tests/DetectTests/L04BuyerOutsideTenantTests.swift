import Reconciliation
import Testing

@Test func `L04 speaks of a buyer who is no member of what is served`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      member m1 owner=u1 tenant=o1
      member m2 owner=u2 tenant=o2
      access a1 parent=r1 tenant=o2
      """
    ).findings == ["L04 review a1 s1"])
}

@Test func `L04 is silent about members, and about rows that have ended`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      member m1 owner=u1 tenant=o1
      access a1 parent=r1 tenant=o1
      row r2 owner=u2 customer=cus_2 subscription=s2 status=EXPIRED ended-at=-5d
      sub s2 owner=u2 customer=cus_2 status=canceled
      access a2 parent=r2 tenant=o1 status=off
      """
    ).findings == [])
}
