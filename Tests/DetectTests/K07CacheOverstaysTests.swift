import Reconciliation
import Testing

@Test(arguments: ["at=-25h", "at=-1h left=-1"])
func `K07 drops an entry that is right but past its life or without an end`(_ age: String) {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      state cus_1 status=active subscription=s1 \(age)
      """
    ).findings == ["K07 auto state:cus_1 s1 (drop)"])
}

@Test func `K07 is silent at the last second of an entry's life`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      state cus_1 status=active subscription=s1 at=-24h left=0
      """
    ).findings == [])
}

@Test func `K07 goes by what is left where the time of writing is not known`() {
  func world(_ left: Int) -> World {
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      state cus_1 status=active subscription=s1 at=? left=\(left)
      """)
  }
  #expect(world(86_401).findings == ["K07 auto state:cus_1 s1 (drop)"])
  #expect(world(86_400).findings == [])
}
