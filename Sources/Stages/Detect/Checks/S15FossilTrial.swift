import Billing
import Reconciliation

extension Check {
  static let fossilTrial = Check(
    "S15", "fossil-trial",
    definition: "The trial is over in Stripe; the row's trial dates say something else.",
    origin: "Stripe keeps the dates for ever and the sync copies or drops them.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Set the trial's dates to Stripe's.",
    safeguard: "The subscription is not in a trial.",
    personWhen: "Never as a rule.",
    needsFields: [.trialEnd],
    signs: .differs
  ) { check, file in
    for pair in file.suspects(of: check) where pair.stripeStatus != .trialing {
      let fields = file.differences(of: pair).filter { difference in
        isTrialDate(difference) && !isHarmlessFossil(difference, of: pair)
      }
      guard !fields.isEmpty else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the trial is over in Stripe but the row's trial dates say otherwise",
          sets: fields.map(\.newCell)),
        about: pair)
    }
  }

  /// Whether only one side keeps the dates of a trial that is past: nobody can misread that.
  static func isHarmlessFossil(_ difference: FieldDifference, of pair: PairView) -> Bool {
    guard isTrialDate(difference), pair.stripeStatus != .trialing else { return false }
    let kept = [difference.sides.stripe, difference.sides.database].filter(\.hasValue)
    guard kept.count == 1, let date = kept[0].time else { return false }
    return date <= pair.board.evidence.definition.clock.asOf
  }

  static func isTrialDate(_ difference: FieldDifference) -> Bool {
    difference.field == .trialStart || difference.field == .trialEnd
  }
}
