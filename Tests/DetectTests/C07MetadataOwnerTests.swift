import Reconciliation
import Testing

@Test func `C07 the metadata names an owner who is gone`() {
  #expect(
    World(
      """
      user u2
      row r1 owner=u2 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [
      "C07 review r1 s1"
    ])
}

@Test func `C07 the metadata names another owner`() {
  #expect(
    World(
      """
      user u1
      user u2
      row r1 owner=u2 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [
      "C07 review r1 s1"
    ])
}

@Test func `C07 nobody's subscription is a consequence`() {
  #expect(
    World(
      """
      user u2
      sub s1 owner=u1
      """
    ).findings == [
      "C07 review s1",
      "S04 review s1 (child of 0) | no id of ours names an owner that the database has",
    ])
}

@Test func `C07 is silent where the table of owners is not whole, and about what ended`() {
  #expect(
    World(
      """
      user u2
      row r1 owner=u3 customer=cus_1 subscription=s1
      sub s1 owner=u1
      row r2 owner=u2 customer=cus_2 subscription=s2 status=EXPIRED
      sub s2 owner=u9 customer=cus_2 status=canceled
      """
    ).findings == [])
}
