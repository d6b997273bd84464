import Reconciliation
import Testing

/// A cancellation that was taken back, while the row says that it ends.
private func ending(_ books: String) -> World {
  World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=CANCELED ending=yes canceled-at=-5d \
    updated-at=-3d
    event s1 owner=u1 id=evt_1 at=-15d type=created
    event s1 owner=u1 id=evt_2 at=-5d cancelAtPeriodEnd=yes canceledAt=-5d
    event s1 owner=u1 id=evt_3 at=-4d
    entry evt_1 processed-at=-15d
    \(books)
    """)
}

@Test func `W09 an older event that was processed last is told under the row`() {
  let world = ending("entry evt_2 processed-at=-3d\nentry evt_3 processed-at=-4d")
  #expect(
    world.causes == [
      "S12 OUT_OF_ORDER late-delivery evt_2>evt_3",
      "W09 OUT_OF_ORDER late-delivery evt_2>evt_3 of S12",
    ])
}

@Test func `W09 leaves to W03 what was processed in its turn`() {
  let world = ending("entry evt_2 processed-at=-5d\nentry evt_3 processed-at=-4d")
  #expect(!world.causes.contains { $0.hasPrefix("W09") })
  #expect(world.causes.last?.hasPrefix("W03") == true)
}
