import Billing
import Reconciliation

extension Check {
  static let localEnd = Check(
    "S21", "local-end-stripe-bills",
    definition: "The row is ended; Stripe still bills the subscription.",
    origin: "A job of the application ended it and never told Stripe.",
    harm: .double, severity: .p0, disposition: .stripe,
    fix: "Decide: cancel in Stripe, or restore the row.",
    safeguard: "The row is never changed by itself.",
    personWhen: "Always: was it meant to end?",
    signs: [.running, .endedRow]
  ) { check, file in
    for pair in file.suspects(of: check) {
      var drift = check.finding(
        about: pair, in: file, fields: file.differences(of: pair),
        story: "the row is ended but Stripe still bills")
      drift.remedy = .inStripe("decide whether to cancel in Stripe or to restore the row")
      file.add(drift, about: pair, settles: true)
    }
  }
}
