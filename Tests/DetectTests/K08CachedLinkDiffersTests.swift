import Reconciliation
import Testing

@Test func `K08 drops a link to somebody else's customer`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      link u1 customer=cus_2
      """
    ).findings == ["K08 auto link:u1 s1 (drop)"])
}

@Test func `K08 is silent where the link is right, and where nobody knows the customer`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      link u1 customer=cus_1
      link u2 customer=cus_9
      """
    ).findings == [])
}
