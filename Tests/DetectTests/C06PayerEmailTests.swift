import Reconciliation
import Testing

@Test func `C06 the address of another owner is reported, and not shown`() {
  #expect(
    World(
      """
      user u1 customer=cus_1 email=11
      user u2 email=22
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      customer cus_1 owner=u1 email=22
      """
    ).findings == [
      "C06 report u1"
    ])
}

@Test func `C06 is silent about equal addresses and those that are not known`() {
  #expect(
    World(
      """
      user u1 customer=cus_1 email=11
      user u2 email=22
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      customer cus_1 owner=u1 email=11
      customer cus_2 email=22
      """
    ).findings == [])
}

@Test func `C06 is silent about customers who never bought`() {
  #expect(
    World(
      """
      user u1 customer=cus_1 email=11
      customer cus_1 owner=u1 email=33
      """
    ).findings == [])
}

@Test func `C06 an address that nobody has is nothing urgent`() {
  let drifts = World(
    """
    user u1 customer=cus_1 email=11
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    customer cus_1 owner=u1 email=33
    """
  ).drifts()
  #expect(drifts.map(\.code) == ["C06"] && drifts[0].severity == .p3 && drifts[0].fields.isEmpty)
}
