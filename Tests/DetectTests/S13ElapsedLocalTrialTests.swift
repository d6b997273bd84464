import Reconciliation
import Testing

@Test func `S13 ends a trial that no subscription followed`() {
  #expect(
    World(
      """
      row r1 owner=u1 status=TRIALING trial-end=-2d
      sub s9 status=canceled
      """
    ).findings == [
      "S13 auto r1 status:TRIALING>EXPIRED"
    ])
}

@Test func `S13 where everybody has a row, the free one is missed as a consequence`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 status=TRIALING trial-end=-2d
      sub s9 status=canceled
      """
    ) { $0.liveRows?.minimum = 1 }.findings == [
      "S13 auto r1 status:TRIALING>EXPIRED",
      "U05 review (insert owner=u1 plan=free status=ACTIVE ending=false created-at=+0d)"
        + " (child of 0) | the application makes the keys of subscriptions",
    ])
}

@Test func `S13 does not rest on an export that may lack subscriptions`() {
  #expect(
    World(
      """
      row r1 owner=u1 status=TRIALING trial-end=-2d
      sub s9 status=canceled
      """
    ) { $0.stripe.isComplete = false }.findings == [
      "S13 review r1 status:TRIALING>EXPIRED | the export does not claim to have every subscription"
    ])
}

@Test func `S13 is silent during the trial, about gifts of time, and when a subscription lives`() {
  #expect(
    World(
      "row r1 owner=u1 status=TRIALING trial-end=+2d"
    ).findings == [])
  #expect(
    World(
      "row r1 owner=u1 status=TRIALING trial-end=null"
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 status=TRIALING trial-end=-2d
      row r2 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ) { $0.liveRows = nil }.findings == [])
}

@Test func `S13 is held back while the customer pays under another owner`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 status=TRIALING trial-end=-2d
      row r2 owner=u2 subscription=s1 customer=cus_1
      sub s1 owner=u2
      """
    ).findings == [
      "S13 review r1 status:TRIALING>EXPIRED | another owner's row holds the same customer",
      "C04 review",
    ])
}
