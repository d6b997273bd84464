import Reconciliation
import Testing

@Test func `W09 an older event that was processed last is told under the row`() {
  let world = World.cancellationTakenBack(
    "entry evt_1 processed-at=-15d\nentry evt_2 processed-at=-3d\nentry evt_3 processed-at=-4d")
  #expect(
    world.causes == [
      "S12 OUT_OF_ORDER late-delivery evt_2>evt_3",
      "W09 OUT_OF_ORDER late-delivery evt_2>evt_3 of S12",
    ])
}

@Test func `W09 leaves to W03 what was processed in its turn`() {
  let world = World.cancellationTakenBack(
    "entry evt_1 processed-at=-15d\nentry evt_2 processed-at=-5d\nentry evt_3 processed-at=-4d")
  #expect(!world.causes.contains { $0.hasPrefix("W09") })
  #expect(world.causes.last?.hasPrefix("W03") == true)
}
