import Reconciliation
import Testing

@Test func `L01 says what a row of the second layer should say`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      access a1 parent=r1 status=off
      """
    ).findings == ["L01 auto a1 s1 status:off>on"])
}

@Test func `L01 follows from the first layer where that is wrong as well`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      access a1 parent=r1
      """
    ).findings == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED",
      "L01 auto a1 s1 status:on>off (child of 0)",
    ])
}

@Test func `L01 waits where the first layer waits, and where several rows follow one`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 provenance=gift
      sub s1 owner=u1 status=canceled
      access a1 parent=r1
      """
    ) { $0.safety.protectedProvenance = ["gift"] }.findings == [
      "S02 review r1 s1 status:ACTIVE>EXPIRED | the row's provenance is protected by the pipeline",
      "L01 review a1 s1 status:on>off (child of 0) | the row that it follows waits for a person",
    ])
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      access a1 parent=r1 status=off
      access a2 parent=r1
      """
    ).findings == ["L01 review a1 s1 status:off>on | several rows follow the same one"])
}

@Test func `L01 is silent where the layers agree, and where the rule has no case`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      access a1 parent=r1
      row r2 owner=u2 customer=cus_2 subscription=s2 status=PAUSED
      sub s2 owner=u2 customer=cus_2 status=paused
      access a2 parent=r2 status=off
      """
    ).findings == [])
}

@Test func `L01 leaves alone what is in flight`() {
  #expect(
    World.layered(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      access a1 parent=r1 status=off created-at=-1m
      access a2 parent=r1
      """
    ).findings == [])
}

@Test func `L01 and its kin are not evaluated without a second layer`() {
  let codes = World("").notEvaluated.map(\.code)
  #expect(codes.filter { $0.hasPrefix("L") }.sorted() == ["L01", "L02", "L03", "L04", "L05"])
}
