import Reconciliation
import Testing

@Test func `K09 speaks up at the fourth failure, not at the third`() {
  func world(_ attempts: Int, error: String = "yes") -> World {
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      attempts cus_1 attempts=\(attempts) error=\(error)
      """)
  }
  #expect(world(3).findings == [])
  #expect(world(4).findings == ["K09 report attempts:cus_1 s1"])
  #expect(world(9, error: "null").findings == [])
}
