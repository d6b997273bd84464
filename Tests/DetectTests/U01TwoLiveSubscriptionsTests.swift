import Reconciliation
import Testing

@Test func `U01 the one without a row is the one in question`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      sub s0 owner=u1 status=past_due
      """
    ).findings == [
      "U01 stripe s0"
    ])
}

@Test func `U01 changes none of the rows while it is open which one stays`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 period-end=-15d
      sub s1 owner=u1
      sub s2 owner=u1
      """
    ).findings == [
      "U01 stripe s2",
      "S19 review r1 s1 period-end:-15d>+15d"
        + " | it is open which of the owner's live subscriptions stays",
    ])
}

@Test func `U01 is silent about one that ended, and where two are allowed`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      sub s0 owner=u1 status=canceled
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u1 customer=cus_1 subscription=s2
      sub s1 owner=u1
      sub s2 owner=u1
      """
    ) { $0.liveRows?.maximum = 2 }.findings == [])
}
