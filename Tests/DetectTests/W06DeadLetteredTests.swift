import Reconciliation
import Testing

@Test func `W06 an event that nobody tries again is told with what it left behind`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 updated-at=-15d
    event s1 owner=u1 id=evt_1 at=-15d type=created
    event s1 owner=u1 id=evt_2 at=-5d type=deleted status=canceled
    letter evt_2 progress=dead at=-5d of=s1 attempts=5
    """)
  #expect(world.findings.last == "W06 report evt_2 s1")
  #expect(world.causes == ["S02 DEAD evt_1>evt_2", "W06 DEAD evt_1>evt_2 of S02"])
  #expect(world.told.last?.story == "the event failed for good (5 attempts)")
}

@Test func `W06 says nothing of what the database has by now`() {
  #expect(
    !World(
      """
      user u1
      row r1 owner=u1 subscription=s1 customer=cus_1
      event s1 owner=u1 id=evt_1 at=-15d type=created
      letter evt_1 progress=dead at=-5d of=s1
      """
    ).findings.contains { $0.hasPrefix("W06") })
}
