import Reconciliation
import Testing

@Test func `U04 a customer that another row holds is left to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_9 subscription=s1
      row r2 owner=u2 customer=cus_1 status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [
      "U04 review r1 s1 customer:cus_9>cus_1 (no statement)"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=null subscription=s1
      row r2 owner=u2 customer=cus_1 status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [
      "U04 review r1 s1 customer:null>cus_1 (no statement)"
    ])
}

@Test func `U04 is silent when the holder is deleted, or the owner itself`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 customer=null subscription=s1
      row r2 owner=u2 customer=cus_1 deleted-at=-9d
      sub s1 owner=u1
      """
    ).findings == [
      "S07 review r1 s1 customer:null>cus_1"
        + " | the keys that name the owner contradict each other"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=null subscription=s1
      row r2 owner=u1 customer=cus_1 status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [
      "S07 auto r1 s1 customer:null>cus_1"
    ])
}
