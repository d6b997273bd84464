import Reconciliation
import Testing

/// A row on another plan than Stripe's, and the first event of it that is known.
private func row(_ event: String, updated: String) -> World {
  World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 plan=team updated-at=\(updated)
    event s1 owner=u1 id=evt_1 at=-15d \(event)
    entry evt_1 processed-at=-15d
    """)
}

@Test func `W16 a change from before the first known event is out of reach`() {
  #expect(
    row("type=updated", updated: "-40d").causes
      == ["P01 AGED_OUT ->", "W16 AGED_OUT -> of P01"])
}

@Test func `W16 says nothing where the beginning is known, or the row is younger`() {
  #expect(!row("type=created", updated: "-40d").causes.contains { $0.hasPrefix("W16") })
  #expect(!row("type=updated", updated: "-2d").causes.contains { $0.hasPrefix("W16") })
}
