import Reconciliation
import Testing

private func oneRowPerOwner(_ system: inout SystemDefinition) {
  system.database.tables[2].uniques = [UniqueDefinition(columns: ["owner"])]
}

@Test func `U03 moves the row that holds the only place`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      """
    ) { oneRowPerOwner(&$0) }.findings == [
      "U03 auto r1 s2 subscription:s1>s2 status:EXPIRED>ACTIVE"
    ])
}

@Test func `U03 leaves systems without such an index to S06`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      """
    ).findings == [
      "S06 review r1 s2 subscription:s1>s2 status:EXPIRED>ACTIVE"
    ])
}

@Test func `U03 is silent when the holder lives`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      sub s2 owner=u1
      """
    ) { oneRowPerOwner(&$0) }.findings == [
      "U01 stripe s2"
    ])
}

@Test func `U03 the row that was moved needs nothing more`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
    sub s1 owner=u1 status=canceled
    sub s2 owner=u1
    """
  ) { oneRowPerOwner(&$0) }
  #expect(world.mended().findings == [])
}

@Test(arguments: [
  ("sub s1 owner=u1 status=canceled tainted=yes", "", "a rejected record may be about it"),
  ("sub s1 owner=u1 status=canceled", "price=price_new", "does not map the price to one plan"),
  ("sub s1 owner=u1 status=canceled", "tainted=yes", "a rejected record may be about it"),
])
func `U03 is a person's where the end or the new plan is in doubt`(
  _ old: String, _ facts: String, _ reason: String
) {
  let findings = World(
    """
    row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
    \(old)
    sub s2 owner=u1 \(facts)
    """
  ) { oneRowPerOwner(&$0) }.findings.filter { $0.hasPrefix("U03") }
  #expect(findings.count == 1)
  #expect(findings.first?.hasPrefix("U03 review r1 s2") == true)
  #expect(findings.first?.contains(reason) == true)
}

@Test func `U03 takes nothing for ended while the evidence is incomplete`() {
  var world = World(
    """
    row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
    sub s1 owner=u1 status=canceled
    sub s2 owner=u1
    """
  ) { oneRowPerOwner(&$0) }
  world.coverage.holes = [.init(name: "truncated-list", message: "", blocksVerdict: true)]
  #expect(
    world.findings.filter { $0.hasPrefix("U03") } == [
      "U03 review r1 s2 subscription:s1>s2 status:EXPIRED>ACTIVE | the evidence is incomplete, "
        + "so no subscription is taken for ended"
    ])
}
