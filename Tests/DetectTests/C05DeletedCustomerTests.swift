import Reconciliation
import Testing

@Test func `C05 a free row is unlinked from a customer that was deleted`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 plan=free customer=cus_1
    customer cus_1 deleted=yes
    """)
  #expect(world.findings == ["C05 auto r1"])
  #expect(world.mended().findings == [])
}

@Test func `C05 a row that still gives access is left to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1
      customer cus_1 deleted=yes
      """
    ).findings.filter { $0.hasPrefix("C05") } == ["C05 review r1 | the row still gives access"])
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
