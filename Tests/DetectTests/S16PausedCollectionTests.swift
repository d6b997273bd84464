import Billing
import Reconciliation
import Testing

private let pausedCase: StatusRule.Case = {
  var one = StatusRule.Case([.active], word: "PAUSED")
  one.isCollectionPaused = true
  return one
}()

@Test func `S16 reports a pause that no column can show`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 pauseBehavior=void
      """
    ).findings == [
      "S16 report r1 s1"
    ])
}

@Test func `S16 sets the marker where there is one`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 pause=null
      sub s1 owner=u1 pauseBehavior=void
      """
    ).findings == [
      "S16 auto r1 s1 pause:null>void"
    ])
}

@Test func `S16 is silent when the rule has a word for it, and without a pause`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 pauseBehavior=null
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 pause=void
      sub s1 owner=u1 pauseBehavior=void
      """
    ) { $0.statusRule.cases.append(pausedCase) }.findings == [])
}
