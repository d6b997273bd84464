import Reconciliation
import Testing

@Test func `S03 ends a row that knew the end`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 ended-at=-5d
      sub s1 owner=u1 status=canceled
      """
    ).findings == [
      "S03 auto r1 s1 status:ACTIVE>EXPIRED"
    ])
}

@Test func `S03 ends a row that a rival of the end overwrote`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 updated-at=-4d
      event s1 owner=u1 at=-5d
      event s1 owner=u1 at=-5d type=deleted status=canceled
      """
    ).findings == [
      "S03 auto r1 s1 status:ACTIVE>EXPIRED"
    ])
}

@Test func `S03 reads the marker of the event that wrote the row`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 updated-at=-4d marker-time=-6d
      sub s1 owner=u1 status=canceled
      """
    ).findings == [
      "S03 auto r1 s1 status:ACTIVE>EXPIRED"
    ])
}

@Test func `S03 leaves a row that was merely touched after the end to S02`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 updated-at=-4d
      sub s1 owner=u1 status=canceled
      """
    ).findings == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 updated-at=-1d
      event s1 owner=u1 at=-5d
      event s1 owner=u1 at=-5d type=deleted status=canceled
      """
    ).findings == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED"
    ])
}

@Test func `S03 sees the end in the time of a cancellation that the row kept`() {
  let row = "row r1 owner=u1 customer=cus_1 subscription=s1 updated-at=-3d canceled-at="
  let sub = "\nsub s1 owner=u1 status=canceled"
  #expect(World(row + "-5d" + sub).findings == ["S03 auto r1 s1 status:ACTIVE>EXPIRED"])
  #expect(World(row + "-9d" + sub).findings == ["S02 auto r1 s1 status:ACTIVE>EXPIRED"])
}
