import Reconciliation
import Testing

@Test func `C05 a live row of a deleted customer is left to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 plan=free customer=cus_1
      customer cus_1 deleted=yes
      """
    ).findings == [
      "C05 review r1"
    ])
}

@Test func `C05 is silent without proof of the deletion, and about rows that do not count`() {
  #expect(
    World(
      """
      row r1 owner=u1 plan=free customer=cus_1
      customer cus_1 deleted=no
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 plan=free customer=cus_1 deleted-at=-9d
      customer cus_1 deleted=yes
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 status=EXPIRED customer=cus_1
      customer cus_1 deleted=yes
      """
    ).findings == [])
}

@Test func `C05 follows from the end of the subscription and is not told twice`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      customer cus_1 deleted=yes
      """
    ).findings == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED"
    ])
}
