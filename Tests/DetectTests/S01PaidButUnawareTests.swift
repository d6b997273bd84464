import Reconciliation
import Testing

@Test func `S01 fills the free row of a payer`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 plan=free period-start=-90d period-end=+9000d
      sub s1 owner=u1
      """
    ).findings == [
      "S01 auto r1 s1 customer:null>cus_1 subscription:null>s1 plan:free>pro"
        + " period-start:-90d>-15d period-end:+9000d>+15d"
    ])
}

@Test func `S01 counts past due as living, and a null status as none`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=null
      sub s1 owner=u1 status=past_due
      """
    ).findings == [
      "S01 auto r1 s1 status:null>PAST_DUE"
    ])
}

@Test func `S01 waits for the catalogue`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 plan=free
      sub s1 owner=u1 price=price_new
      """
    ).findings == [
      "S01 review r1 s1 customer:null>cus_1 subscription:null>s1"
        + " | the catalogue does not map the price to one plan"
    ])
}

@Test func `S01 does not choose among two live subscriptions`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 plan=free
      sub s1 owner=u1
      sub s2 owner=u1
      """
    ).findings == [
      "U01 stripe s2",
      "S04 review s1 | it is open which of the owner's live subscriptions stays",
    ])
}

@Test func `S01 is silent about a free row without a payer`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 plan=free
      """
    ).findings == [])
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 plan=free
      sub s1 owner=u1 status=incomplete
      """
    ).findings == [])
}

@Test func `S01 leaves a row in the right state to S07`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1
      sub s1 owner=u1
      """
    ).findings == [
      "S07 auto r1 s1 subscription:null>s1"
    ])
}
