import Reconciliation
import Testing

/// A cancellation that was taken back, and was written once more after that.
private func ending(_ letter: String) -> World {
  World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=CANCELED ending=yes canceled-at=-5d \
    updated-at=-3d
    event s1 owner=u1 id=evt_1 at=-15d type=created
    event s1 owner=u1 id=evt_2 at=-5d cancelAtPeriodEnd=yes canceledAt=-5d
    event s1 owner=u1 id=evt_3 at=-4d
    entry evt_2 processed-at=-3d
    entry evt_3 processed-at=-4d
    \(letter)
    """)
}

@Test func `W11 an event that was tried again over a newer state is told under the row`() {
  let world = ending("letter evt_2 progress=processed retried-at=-3d")
  #expect(
    world.causes == [
      "S12 OUT_OF_ORDER replay evt_2>evt_3", "W11 OUT_OF_ORDER replay evt_2>evt_3 of S12",
    ])
}

@Test func `W11 leaves to W09 what was only late`() {
  #expect(!ending("").causes.contains { $0.hasPrefix("W11") })
}
