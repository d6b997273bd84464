import Reconciliation
import Testing

private let processed = "entry evt_2 processed-at=-3d\nentry evt_3 processed-at=-4d"

@Test func `W11 an event that was tried again over a newer state is told under the row`() {
  let world = World.cancellationTakenBack(
    processed + "\nletter evt_2 progress=processed retried-at=-3d")
  #expect(
    world.causes == [
      "S12 OUT_OF_ORDER replay evt_2>evt_3", "W11 OUT_OF_ORDER replay evt_2>evt_3 of S12",
    ])
}

@Test func `W11 leaves to W09 what was only late`() {
  #expect(!World.cancellationTakenBack(processed).causes.contains { $0.hasPrefix("W11") })
}
