import Billing
import Reconciliation

extension Check {
  static let trialConverted = Check(
    "S14", "trial-converted-still-trialing",
    definition: "The trial became a paid subscription; the row still says trial.",
    origin: "The update at the end of the trial was missed.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Set the status and the paid period.",
    safeguard: "Stripe says active.",
    personWhen: "Never as a rule.",
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) where pair.stripeStatus == .active {
      guard pair.rowMeaning == .trialing, file.difference(.status, of: pair) != nil else {
        continue
      }
      let fields = file.differences(of: pair).filter { difference in
        [.status, .periodStart, .periodEnd].contains(difference.field) || isTrialDate(difference)
      }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the trial became a paid subscription but the row still says trial",
          sets: fields.map(\.newCell)),
        about: pair)
    }
  }
}
