import Reconciliation
import Testing

@Test func `L02 speaks of a purchase that nobody was given`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == ["L02 review s1"])
}

@Test func `L02 is silent where nothing runs`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-5d
      sub s1 owner=u1 status=canceled
      """
    ).findings == [])
}
