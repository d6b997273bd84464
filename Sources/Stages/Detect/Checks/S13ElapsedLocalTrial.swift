import Billing
import Reconciliation

extension Check {
  static let elapsedLocalTrial = Check(
    "S13", "elapsed-trial-nothing-in-stripe",
    definition: "The row is in a trial that is over; Stripe has no subscription for it.",
    origin: "The application runs trials of its own and no clock ends them.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "End the trial by the pipeline's rule.",
    safeguard: "None of the owner's customers has a subscription; the row is not a gift.",
    personWhen: "Many at once, at the first run.",
    needsFields: [.trialEnd],
    signs: [.noSubscription, .liveRow]
  ) { check, file in
    let asOf = file.evidence.definition.clock.asOf
    for pair in file.suspects(of: check) {
      guard pair.rowMeaning == .trialing, !pair.namesSubscription,
        let end = pair[.trialEnd].time, end <= asOf, !file.isInFlight,
        file.liveSubscriptionCount == 0, let word = file.board.wordOf[.ended]
      else { continue }
      let sets = [file.newCell(.status, .symbol(word))].compactMap { $0 }
      file.add(
        check.finding(
          about: pair, in: file,
          fields: [file.wanted(.status, .symbol(word), pair)].compactMap { $0 },
          story: "the trial is over and Stripe has no subscription for it", sets: sets,
          isDowngrade: true,
          hold: file.evidence.definition.stripe.isComplete
            ? nil : "the export does not claim to have every subscription"),
        about: pair, settles: true)
    }
  }
}
