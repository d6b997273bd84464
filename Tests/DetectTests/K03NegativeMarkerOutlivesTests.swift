import Reconciliation
import Testing

@Test(arguments: ["none", "canceled", "unpaid"])
func `K03 drops a word for nothing that outlived a purchase`(_ word: String) {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      state cus_1 status=\(word)
      """
    ).findings == ["K03 auto state:cus_1 s1 status:\(word)>active (drop)"])
}

@Test func `K03 is silent where nothing runs`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED ended-at=-5d
      sub s1 owner=u1 status=canceled
      state cus_1 status=none
      """
    ).findings == [])
}

@Test func `K03 follows from a row that is blocked, too`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
      sub s1 owner=u1
      state cus_1 status=none
      """
    ).findings == [
      "S10 auto r1 s1 status:PAST_DUE>ACTIVE",
      "K03 auto state:cus_1 s1 status:none>active (drop) (child of 0)",
    ])
}
