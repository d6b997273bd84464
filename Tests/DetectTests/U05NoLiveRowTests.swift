import Reconciliation
import Testing

@Test func `U05 an owner without any row misses the free one`() {
  #expect(
    World(
      "user u1"
    ) { $0.liveRows?.minimum = 1 }.findings == [
      "U05 review (insert owner=u1 plan=free status=ACTIVE ending=false created-at=+0d)"
        + " | the application makes the keys of subscriptions"
    ])
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      """
    ) { $0.liveRows?.minimum = 1 }.findings == [
      "U05 review (insert owner=u1 plan=free status=ACTIVE ending=false created-at=+0d)"
        + " | the application makes the keys of subscriptions"
    ])
}

@Test func `U05 is the child of the finding that ends the last row`() {
  #expect(
    World(
      """
      user u0
      row r0 owner=u0 plan=free
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      """
    ) { $0.liveRows?.minimum = 1 }.findings == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED",
      "U05 review (insert owner=u1 plan=free status=ACTIVE ending=false created-at=+0d)"
        + " (child of 0) | the application makes the keys of subscriptions",
    ])
}

@Test func `U05 is silent while the end is held back`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1 provenance=gift
      sub s1 owner=u1 status=canceled
      """
    ) {
      $0.liveRows?.minimum = 1; $0.safety.protectedProvenance = ["gift"]
    }.findings == [
      "S02 review r1 s1 status:ACTIVE>EXPIRED | the row's provenance is protected by the pipeline"
    ])
}

@Test func `U05 is silent about deleted and fresh owners, payers, and rows it cannot read`() {
  #expect(
    World(
      "user u1 deleted-at=-9d"
    ) { $0.liveRows?.minimum = 1 }.findings == [])
  #expect(
    World(
      "user u1 created-at=-1m"
    ) { $0.liveRows?.minimum = 1 }.findings == [])
  #expect(
    World(
      """
      user u1
      sub s1 owner=u1
      """
    ) { $0.liveRows?.minimum = 1 }.findings.map { $0.prefix(13) } == ["S04 review s1"])
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 status=WEIRD
      """
    ) { $0.liveRows?.minimum = 1 }.findings == [])
  #expect(
    World(
      "user u1"
    ).findings == [])
}
