import Reconciliation
import Testing

/// A row that an event should have ended, and what the ledger says of that event.
private func ghost(_ books: String) -> World {
  World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 updated-at=-15d
    event s1 owner=u1 id=evt_1 at=-15d type=created
    event s1 owner=u1 id=evt_2 at=-5d type=deleted status=canceled
    entry evt_1 processed-at=-15d
    \(books)
    """)
}

@Test func `W03 an event that was processed in vain is told under the row it left behind`() throws {
  let world = ghost("entry evt_2 processed-at=-5d")
  #expect(world.causes.last == "W03 PROCESSED_NO_EFFECT unexplained evt_1>evt_2 of S02")
  let drift = try #require(world.told.last)
  #expect(drift.disposition == .report && drift.monthly == nil && drift.remedy == .none)
  #expect(drift.pastEvent == "evt_2" && drift.table == "webhook_events")
}

@Test func `W03 leaves to others what was not processed, or out of turn`() {
  for books in ["letter evt_2 at=-5d", "lost evt_2 of=s1 pending=1", ""] {
    #expect(!ghost(books).causes.contains { $0.hasPrefix("W03") }, "\(books)")
  }
  let late = ghost("entry evt_2 processed-at=-5d\nentry evt_1 processed-at=-4d")
  #expect(!late.causes.contains { $0.hasPrefix("W03") })
}
