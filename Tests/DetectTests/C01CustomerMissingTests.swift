import Reconciliation
import Testing

@Test func `C01 a customer that bought and that the owner's row does not name`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      customer cus_1 owner=u1
      """
    ).findings == [
      "C01 auto u1 customer:null>cus_1"
    ])
}

@Test func `C01 is silent about abandoned checkouts and customers tied to others`() {
  #expect(
    World(
      """
      user u1
      user u2
      user u3 customer=cus_7
      customer cus_1 owner=u1
      customer cus_2 owner=u2
      row r2 owner=u3 customer=cus_2 subscription=s2
      sub s2 owner=u3 customer=cus_2
      """
    ).findings == [])
}

@Test func `C01 of two customers none is preferred`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      customer cus_1 owner=u1
      customer cus_2 owner=u1
      """
    ).findings == [
      "C03 review"
    ])
}

@Test func `C01 is silent about deleted customers and owners`() {
  #expect(
    World(
      """
      user u1 deleted-at=-9d
      user u2
      customer cus_1 owner=u1
      customer cus_2 owner=u2 deleted=yes
      invoice in_1 customer=cus_1
      invoice in_2 customer=cus_2
      """
    ).findings == [])
}
