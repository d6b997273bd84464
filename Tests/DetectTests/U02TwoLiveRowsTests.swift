import Reconciliation
import Testing

@Test func `U02 ends the free row beside a paid one`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u1 plan=free
      sub s1 owner=u1
      """
    ).findings == [
      "U02 auto r2 status:ACTIVE>EXPIRED"
    ])
}

@Test func `U02 ends the second row about one subscription`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [
      "U02 auto r2 status:ACTIVE>EXPIRED"
    ])
}

@Test func `U02 does not choose among rows that follow nothing`() {
  #expect(
    World(
      """
      row r1 owner=u1 plan=free
      row r2 owner=u1 plan=free
      """
    ).findings == [
      "U02 review r2 | it is open which of the live rows stays"
    ])
}

@Test func `U02 a row of another owner about the same subscription is left to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u2 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [
      "U02 review r2 | it is open which of the live rows stays"
    ])
}

@Test func `U02 is silent about ended and deleted rows, and where two are allowed`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u1 plan=free status=EXPIRED
      sub s1 owner=u1
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u1 plan=free deleted-at=-9d
      sub s1 owner=u1
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u1 plan=free
      sub s1 owner=u1
      """
    ) { $0.liveRows?.maximum = 2 }.findings == [])
}
