import Billing
import Reconciliation

extension Check {
  static let pausedUnknown = Check(
    "S17", "paused-unknown-to-database",
    definition: "The subscription is paused in Stripe for want of a payment method.",
    origin: "The status is newer than the code that reads it.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Set the word that the status rule gives for paused.",
    safeguard: "The status rule gives a word for paused.",
    personWhen: "The column cannot hold the word.",
    signs: [.liveRow, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) where pair.stripeStatus == .paused {
      guard let status = file.difference(.status, of: pair) else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [status],
          story: "the subscription is paused in Stripe but the row still counts as live",
          sets: [status.newCell], isDowngrade: true),
        about: pair)
    }
  }
}
