/// What stands in the folder, for whoever opens it.
struct GuideText {
  let text: String

  init(_ world: World, _ summary: SimulationExport.Summary) {
    let size = world.layout.size
    text = """
      A simulated Stripe account and the application that listened to it. Nobody in it is real.

      \(size.subscriptions) subscriptions, \(summary.events) events in \(summary.deliveries) \
      deliveries, seed \(size.seed), \(summary.faults) faults.

      pipeline.xml   reads all of it: trueup run pipeline.xml
      stripe/        the events in the order in which they arrived; 3 in 100 late, 2 in 100 twice;
                     three versions of the API
      database/      the tables as PostgreSQL dumps them: \(summary.tables.joined(separator: ", "))
      truth.ndjson   every fault that was put in: the class it shows as, its cause, the events that
                     were lost or that did the harm

      Not put in, because the tables of this system could not show it:
      \(world.missingFaults.isEmpty ? "nothing" : world.missingFaults.joined(separator: ", "))

      """
  }
}
