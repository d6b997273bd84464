import Reconciliation
import Testing

@Test func `K01 speaks of a missing entry only where the gate trusts the cache`() {
  let text = """
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    """
  #expect(World.cached(text).findings == [])
  #expect(World.cached(text) { $0.caches[0].onMiss = .deny }.findings == ["K01 report s1"])
}

@Test func `K01 counts an entry that is gone as missing, and a live one not`() {
  func world(_ left: String) -> World {
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      state cus_1 status=active subscription=s1 left=\(left)
      """
    ) { $0.caches[0].onMiss = .deny }
  }
  #expect(world("-2").findings == ["K01 report s1"])
  #expect(world("3600").findings == [])
}

@Test func `K01 is silent where nothing runs, and leaves a wrong row to its own finding`() {
  let ended = World.cached(
    """
    row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-5d
    sub s1 owner=u1 status=canceled
    """
  ) { $0.caches[0].onMiss = .deny }
  #expect(ended.findings == [])
  let behind = World.cached(
    """
    row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
    sub s1 owner=u1
    """
  ) { $0.caches[0].onMiss = .deny }
  #expect(behind.findings == ["S10 auto r1 s1 status:PAST_DUE>ACTIVE"])
}

@Test func `K01 and its kin are not evaluated without a cache`() {
  let codes = World("").notEvaluated.map(\.code)
  #expect(codes.filter { $0.hasPrefix("K") }.count == 9)
  #expect(World.cached("").notEvaluated.allSatisfy { !$0.code.hasPrefix("K") })
}
