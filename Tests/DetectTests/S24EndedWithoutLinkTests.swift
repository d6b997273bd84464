import Reconciliation
import Testing

@Test func `S24 leaves to a person a live row whose owner's subscription is over`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=null
      sub s1 owner=u1 status=canceled
      """
    ).findings == ["S24 review r1 s1"])
}

@Test func `S24 finds the owner through the customer alone`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=null
      sub s1 customer=cus_1 status=canceled
      """
    ).findings == ["S24 review r1 s1"])
}

@Test func `S24 is silent about gifts, about payers and about rows that ended`() {
  #expect(World("row r1 owner=u1 customer=cus_1 subscription=null").findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=null status=EXPIRED
      sub s1 owner=u1 status=canceled
      """
    ).findings == [])
  #expect(
    !World(
      """
      row r1 owner=u1 customer=cus_1 subscription=null
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      """
    ).findings.contains { $0.hasPrefix("S24") })
}
