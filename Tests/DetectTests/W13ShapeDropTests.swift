import Reconciliation
import Testing

/// A row without a column, written when its first event was handled or later.
private func row(_ facts: String) -> World {
  World(
    """
    user u1
    row r1 owner=u1 subscription=s1 \(facts)
    event s1 owner=u1 id=evt_1 at=-15d type=created
    entry evt_1 processed-at=-15d
    """)
}

@Test func `W13 a period that the handler did not find is told under the row`() {
  #expect(
    row("customer=cus_1 period-end=null updated-at=-15d").causes
      == ["S07 SHAPE evt_1>evt_1", "W13 SHAPE evt_1>evt_1 of S07"])
}

@Test(arguments: ["period-end=-2d updated-at=-15d", "period-end=null updated-at=-9d"])
func `W13 says nothing of a value, nor of a row that was written later`(facts: String) {
  #expect(!row("customer=cus_1 \(facts)").causes.contains { $0.hasPrefix("W13") })
}
