import Billing
import Reconciliation

extension Check {
  static let dunningMissed = Check(
    "S09", "dunning-missed",
    definition: "Payments fail in Stripe; the row says that all is well.",
    origin: "The update or the failed payment's event was missed.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Set the status.",
    safeguard: "What Stripe says is newer than what the row was written from.",
    personWhen: "The contract forbids to suspend.",
    signs: .differs
  ) { check, file in
    for pair in file.suspects(of: check) where isInDunning(pair) {
      guard let status = file.difference(.status, of: pair),
        [.active, .trialing, .ending].contains(pair.rowMeaning)
      else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [status],
          story: "payments fail in Stripe but the row says that all is well",
          sets: [status.newCell], isDowngrade: true),
        about: pair)
    }
  }

  private static func isInDunning(_ pair: PairView) -> Bool {
    pair.stripeStatus == .pastDue || pair.stripeStatus == .unpaid
  }
}
