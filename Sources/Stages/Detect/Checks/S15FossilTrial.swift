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
    needsFields: [.trialEnd]
  ) { check, file in
    for pair in file.openPairs where pair.row != nil && pair.stripeStatus != .trialing {
      let fields = file.differences(of: pair).filter(isTrialDate)
      guard !fields.isEmpty else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the trial is over in Stripe but the row's trial dates say otherwise",
          sets: fields.map(\.newCell)),
        about: pair)
    }
  }

  static func isTrialDate(_ difference: FieldDifference) -> Bool {
    difference.field == .trialStart || difference.field == .trialEnd
  }
}
