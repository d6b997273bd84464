import Reconciliation
import Testing

@Test func `S04 a live subscription without a row is left to a person`() {
  #expect(
    World(
      """
      user u1
      sub s1 owner=u1
      """
    ).findings == [
      "S04 review s1"
    ])
  #expect(
    World(
      """
      sub s1 owner=nobody
      user u1
      """
    ).findings == [
      "C07 review s1", "S04 review s1 (child of 0)",
    ])
}

@Test func `S04 leaves payers with a row to S01 and S06`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 plan=free
      sub s1 owner=u1
      """
    ).findings == [
      "S01 auto r1 s1 customer:null>cus_1 subscription:null>s1 plan:free>pro"
    ])
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      """
    ).findings == [
      "S06 review r1 s2 subscription:s1>s2"
    ])
}

@Test func `S04 is silent about a checkout that was abandoned, and one that is under way`() {
  #expect(
    World(
      """
      user u1
      sub s1 owner=u1 status=incomplete_expired
      """
    ).findings == [])
  #expect(
    World(
      """
      user u1
      event s1 owner=u1 at=-1m type=created
      """
    ).findings == [])
}
