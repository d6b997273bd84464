import Reconciliation
import Testing

@Test func `C04 the rows of two owners name one customer`() {
  #expect(
    World(
      """
      user u1 customer=cus_1
      user u2 customer=cus_1
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u2 customer=cus_1 status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [
      "C04 review"
    ])
}

@Test func `C04 is silent about an owner with several rows, and about owners who left`() {
  #expect(
    World(
      """
      user u1 customer=cus_1
      user u2 deleted-at=-9d
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u1 customer=cus_1 status=EXPIRED
      row r3 owner=u2 customer=cus_1 status=EXPIRED
      row r4 owner=u3 customer=cus_1 status=EXPIRED deleted-at=-9d
      sub s1 owner=u1
      """
    ).findings == [])
}
