import Reconciliation
import Testing

@Test func `K02 drops an entry that outlived its subscription`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-5d
      sub s1 owner=u1 status=canceled
      state cus_1 status=active subscription=s1 at=-6d
      """
    ).findings == ["K02 auto state:cus_1 s1 status:active>canceled (drop)"])
}

@Test func `K02 follows from the row where the row is wrong as well`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      state cus_1 status=active subscription=s1
      """
    ).findings == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED",
      "K02 auto state:cus_1 s1 status:active>canceled (drop) (child of 0)",
    ])
}

@Test func `K02 waits where the row waits for a person`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 provenance=gift
      sub s1 owner=u1 status=canceled
      state cus_1 status=active subscription=s1
      """
    ) { $0.safety.protectedProvenance = ["gift"] }.findings.last
      == "K02 review state:cus_1 s1 status:active>canceled (drop) (child of 0) "
      + "| the row is wrong as well, and a person decides about it first")
}

@Test func `K02 is silent while something is in flight`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      event s1 at=-1d owner=u1
      event s1 at=-1m owner=u1 status=canceled endedAt=-1m
      state cus_1 status=active subscription=s1
      """
    ).findings == [])
}

@Test func `K02 gives an entry written just before the dump the time to be dropped`() {
  func world(_ at: String) -> World {
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-5d
      sub s1 owner=u1 status=canceled
      state cus_1 status=active subscription=s1 at=\(at)
      """)
  }
  #expect(world("-4m").findings == [])
  #expect(world("-6m").findings.count == 1)
}
