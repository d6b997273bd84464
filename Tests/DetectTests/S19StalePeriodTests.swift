import Reconciliation
import Testing

@Test func `S19 moves the period forward`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 period-start=-45d period-end=-15d
      sub s1 owner=u1
      """
    ).findings == [
      "S19 auto r1 s1 period-start:-45d>-15d period-end:-15d>+15d"
    ])
}

@Test func `S19 never moves it backwards by itself`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 period-end=+45d
      sub s1 owner=u1
      """
    ).findings == [
      "S19 review r1 s1 period-end:+45d>+15d | the period would move backwards"
    ])
}

@Test func `S19 does not choose among periods of several items`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 period-end=-15d
      sub s1 owner=u1 periodsDiffer=yes
      """
    ).findings == [
      "S19 review r1 s1 period-end:-15d>+15d | the subscription's items have different periods"
    ])
}

@Test func `S19 is silent when the source does not say, and once it is over`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 period-end=-15d
      sub s1 owner=u1 periodEnd=?
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED period-end=-15d
      sub s1 owner=u1 status=canceled
      """
    ).findings == [])
}
