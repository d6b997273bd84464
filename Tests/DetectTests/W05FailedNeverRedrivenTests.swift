import Reconciliation
import Testing

/// A row that missed the end of its subscription.
private let ghost = """
  user u1
  row r1 owner=u1 subscription=s1 customer=cus_1
  event s1 owner=u1 id=evt_9 status=canceled

  """

@Test func `W05 the newest failed event of an object is to be processed again`() {
  #expect(
    World(ghost + "letter evt_9 at=-2d of=s1").findings.last == "W05 replay evt_9 s1")
}

@Test func `W05 processes nothing again that a newer event has overtaken, or nobody knows`() {
  #expect(
    World(
      ghost + """
        letter evt_1 at=-2d of=s1
        letter evt_2 at=-2d
        """
    ).findings.suffix(2) == [
      "W05 report evt_1 s1 | a newer event of the object exists, which this one would undo",
      "W05 report evt_2 | the export does not have the event, so nobody knows what it says",
    ])
}

@Test func `W05 waits for a failure of just now, and tells one event once`() {
  #expect(World(ghost + "letter evt_9 at=-5m of=s1").findings.count == 1)
  #expect(
    World(
      ghost + """
        entry evt_9 progress=failed at=-2d of=s1
        letter evt_9 at=-2d of=s1
        """
    ).findings.count { $0.hasPrefix("W05") } == 1)
}
