import Detect
import Reconciliation
import Testing

/// A row that does not have what Stripe says.
private let behind = """
  user u1
  row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE

  """

@Test func `of the lost events of an object the newest is safe to send, the oldest comes first`() {
  #expect(
    World(
      behind + """
        event s1 owner=u1 id=evt_3
        lost evt_3 of=s1 at=-1d
        lost evt_1 of=s1 at=-3d pending=1
        lost evt_2 of=s1 at=-2d
        """
    ).replay == [
      "evt_1 superseded stripe evt_3", "evt_2 superseded stripe evt_3", "evt_3 safe stripe",
    ])
}

@Test func `nothing is called safe while the export lacks events`() {
  var world = World(behind + "event s1 owner=u1 id=evt_1\nlost evt_1 of=s1 at=-1d")
  #expect(world.replay == ["evt_1 safe stripe"])
  world.coverage.holes = [.init(name: "cut", message: "A list was cut.", blocksVerdict: true)]
  #expect(world.replay == ["evt_1 undecided stripe"])
}

@Test func `an event is superseded by what came after it, even where a snapshot tells of that`() {
  let world = World(
    behind + """
      event s1 owner=u1 id=evt_1 at=-3d
      event s1 owner=u1 id=evt_2 at=-2d
      sub s1 owner=u1 at=-1h
      lost evt_1 of=s1 at=-3d
      """)
  #expect(world.replay == ["evt_1 superseded stripe"])
  #expect(
    World(behind + "sub s1 owner=u1 at=-1h\nlost evt_1 of=s1 at=-3d").replay == [
      "evt_1 safe stripe"
    ])
}

@Test func `what the row says by now is settled, whoever wrote it`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 subscription=s1 customer=cus_1
      event s1 owner=u1 id=evt_1
      letter evt_1 at=-2d of=s1
      """
    ).replay == ["evt_1 settled stripe queue"])
}

@Test func `Stripe sends nothing again after thirty days, the application's own queue does`() {
  #expect(
    World(
      """
      invoice in_1
      invoice in_2
      lost evt_1 of=in_1 at=-31d
      letter evt_2 of=in_2 created=-31d at=-31d
      """
    ).replay == ["evt_1 unrecoverable", "evt_2 safe queue"])
}

@Test func `nothing is said of an event that the export lacks, or whose object is not followed`() {
  #expect(
    World("lost evt_1 of=pm_1 at=-1d\nletter evt_2 at=-2d").replay == [
      "evt_1 undecided stripe", "evt_2 undecided queue",
    ])
}

@Test func `an event that the application has in hand is left to it`() {
  let young = World(
    behind + "event s1 owner=u1 id=evt_1\nentry evt_1 progress=processing at=-5m of=s1")
  #expect(young.replay == ["evt_1 undecided stripe"])
  let old = World(
    behind + "event s1 owner=u1 id=evt_1\nentry evt_1 progress=processing at=-2h of=s1")
  #expect(old.replay == ["evt_1 safe stripe"])
}

@Test func `an event that stands in the ledger and in the queue is told once`() {
  #expect(
    World(
      behind + """
        event s1 owner=u1 id=evt_1
        entry evt_1 progress=failed at=-2d of=s1
        letter evt_1 at=-2d of=s1 progress=dead
        """
    ).replay == ["evt_1 safe stripe queue"])
}

@Test func `without a table that tells of events there is no plan`() {
  let world = World("") { system in
    system.database.tables.removeAll { [.ledger, .deadLetters].contains($0.role) }
  }
  #expect(DriftDetector(definition: world.definition).search(world.evidence()).replayPlan() == nil)
}
