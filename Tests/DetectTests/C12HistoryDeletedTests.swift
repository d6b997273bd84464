import Reconciliation
import Testing

@Test func `C12 the row of a paid subscription that is over is gone`() {
  #expect(
    World(
      """
      user u1
      user u2
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      sub s2 owner=u2 customer=cus_2 status=canceled
      invoice in_2 subscription=s2 customer=cus_2
      """
    ).findings == [
      "C12 report s2"
    ])
}

@Test func `C12 is silent about a purchase that never was`() {
  #expect(
    World(
      """
      user u1
      user u2
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      sub s2 owner=u2 customer=cus_2 status=canceled created=-6d
      """
    ).findings == [])
}

@Test func `C12 is silent where no row of the past is kept`() {
  #expect(
    World(
      """
      user u2
      sub s2 owner=u2 customer=cus_2 status=canceled
      invoice in_2 subscription=s2 customer=cus_2
      """
    ).findings == [])
}

@Test func `C12 is silent about owners who left`() {
  #expect(
    World(
      """
      user u1
      user u2 deleted-at=-9d
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      sub s2 owner=u2 customer=cus_2 status=canceled
      invoice in_2 subscription=s2 customer=cus_2
      """
    ).findings == [])
}

@Test func `C12 is silent where a row may have lost its subscription`() {
  let found = World(
    """
    user u1
    user u2
    row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
    sub s1 owner=u1 status=canceled
    row r2 owner=u2 plan=pro
    sub s2 owner=u2 customer=cus_2 status=canceled
    invoice in_2 subscription=s2 customer=cus_2
    """
  ).findings
  #expect(!found.contains { $0.hasPrefix("C12") })
}
