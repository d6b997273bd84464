import Reconciliation
import Testing

@Test func `K04 drops an entry that follows the wrong subscription`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-50d
      row r2 owner=u1 customer=cus_1 subscription=s2
      sub s1 owner=u1 status=canceled endedAt=-50d
      sub s2 owner=u1
      state cus_1 status=active subscription=s1
      """
    ).findings == ["K04 auto state:cus_1 s2 (drop)"])
}

@Test func `K04 leaves it to a person when several run`() {
  let found = World.cached(
    """
    row r1 owner=u1 customer=cus_1 subscription=s1
    row r2 owner=u1 customer=cus_1 subscription=s2
    sub s1 owner=u1
    sub s2 owner=u1
    state cus_1 status=active subscription=s9
    """
  ).findings
  #expect(found.contains { $0.hasPrefix("K04 review state:cus_1") })
}

@Test func `K04 is silent about the live one of several`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-50d
      row r2 owner=u1 customer=cus_1 subscription=s2
      sub s1 owner=u1 status=canceled endedAt=-50d
      sub s2 owner=u1
      state cus_1 status=active subscription=s2
      """
    ).findings == [])
}
