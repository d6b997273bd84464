import Reconciliation
import Testing

private func oneRowPerOwner(_ system: inout SystemDefinition) {
  system.database.tables[2].uniques = [UniqueDefinition(columns: ["owner"])]
}

@Test func `U03 moves the row that holds the only place`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      """
    ) { oneRowPerOwner(&$0) }.findings == [
      "U03 review r1 s2 subscription:s1>s2 status:EXPIRED>ACTIVE"
    ])
}

@Test func `U03 leaves systems without such an index to S06`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      """
    ).findings == [
      "S06 review r1 s2 subscription:s1>s2 status:EXPIRED>ACTIVE"
    ])
}

@Test func `U03 is silent when the holder lives`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      sub s2 owner=u1
      """
    ) { oneRowPerOwner(&$0) }.findings == [
      "U01 stripe s2"
    ])
}
