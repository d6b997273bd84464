import Reconciliation
import Testing

@Test func `W04 an event in processing for longer than the lease is stuck`() {
  #expect(
    World(
      """
      row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE
      sub s1 owner=u1
      entry evt_1 progress=processing at=-1h of=s1
      entry evt_2 progress=received at=-1h
      entry evt_3 progress=processing at=-14m of=x_3
      """
    ).findings.suffix(2) == [
      "W04 review evt_1 s1 | nothing says that the handler may run an event twice",
      "W04 review evt_2 | the export does not have the event, so nobody knows what it says",
    ])
}

@Test func `W04 the lease is the pipeline's, and a newer event forbids to give it back`() {
  let world = World(
    """
    row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE
    event s1 owner=u1 id=evt_9
    entry evt_1 progress=processing at=-14m of=s1
    """
  ) { $0.eventRules.leaseSeconds = 600 }
  #expect(
    world.findings.suffix(1) == [
      "W04 review evt_1 s1 | a newer event of the object exists, which this one would undo"
    ])
}
