import Reconciliation
import Testing

@Test func `C11 a deleted row of a live subscription is left to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 deleted-at=-9d status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [
      "C11 review r1 s1 status:EXPIRED>ACTIVE (no statement)"
        + " | either the subscription or the deletion is wrong"
    ])
}

@Test func `C11 a row that was deleted before the end hears of it, and stays deleted`() {
  let text = """
    row r1 owner=u1 customer=cus_1 subscription=s1 deleted-at=-9d
    sub s1 owner=u1 status=canceled endedAt=-5d
    """
  #expect(World(text).findings == ["C11 auto r1 s1 status:ACTIVE>EXPIRED"])
  #expect(World(text).mended().findings == [])
  #expect(World(text.replacing("-5d", with: "-12d")).findings == [])
}

@Test func `C11 is silent when the subscription is over, and when another row stands for it`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 deleted-at=-9d
      sub s1 owner=u1 status=canceled endedAt=-12d
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 deleted-at=-9d
      row r2 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [])
}
