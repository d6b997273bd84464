import Detect
import Reconciliation
import Testing

private let access = "access a1 parent=r1 tenant=o1\n"

/// What is wrong with the metadata of a paid checkout.
private func stories(_ metadata: String, _ more: String = "") -> [String] {
  World.checkedOut(access + more + "session cs_1 subscription=s1 metadata=" + metadata).drifts()
    .filter { $0.code == "L05" }.map(\.story)
}

@Test func `L05 metadata that holds what is needed is fine`() {
  #expect(stories("o1,u1,pro,no") == [])
}

@Test(arguments: [
  (",u1,pro,no", "organizationId is missing"),
  ("o9,u1,pro,no", "organizationId names no row of members"),
  ("o1,u9,pro,no", "userId names no row of users"),
  ("o1,u1,gold,no", "planId names no row of plans"),
  ("o1,u1,pro,maybe", "bulk is none of yes, no"),
  ("o1,u1", "planId is missing; bulk is missing"),
])
func `L05 each key is missing, names nothing or says another word`(
  _ metadata: String, _ story: String
) {
  #expect(stories(metadata) == [story])
}

@Test func `L05 the buyer must belong to the organisation`() {
  #expect(
    stories("o2,u1,pro,no", "user u2\nmember m2 owner=u2 tenant=o2\n") == [
      "the user is no member of the organisation"
    ])
}

@Test func `L05 a checkout whose subscription is over is history`() {
  let world = World.checkedOut(
    """
    row r2 owner=u1 subscription=s2 customer=cus_1 status=EXPIRED
    sub s2 owner=u1 status=canceled
    session cs_2 subscription=s2 metadata=o9
    """)
  #expect(!world.findings.contains { $0.hasPrefix("L05") })
}

@Test func `L05 tells of the session, and whose it is`() {
  let world = World.checkedOut(access + "session cs_1 subscription=s1 metadata=o1,u1,pro")
  #expect(world.findings == ["L05 review cs_1 s1"])
}

@Test func `L05 is not evaluated where nothing says what a checkout must hold`() {
  #expect(
    World("").notEvaluated.first { $0.code == "L05" }?.reason
      == "nothing says what the metadata of a checkout must hold; add <checkout> to the pipeline")
}
