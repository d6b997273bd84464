import Billing
import Reconciliation

extension Check {
  static let phantomSubscription = Check(
    "S05", "phantom-subscription",
    definition: "A live row names a subscription that Stripe does not have.",
    origin: "Wrong mode or account, deleted data, a row made by hand.",
    harm: .leak, severity: .p1, disposition: .review,
    fix: "Suspect the input first, then end or correct the row.",
    safeguard: "The export is declared complete for this account and mode.",
    personWhen: "Always.",
    signs: [.noSubscription, .liveRow]
  ) { check, file in
    guard file.evidence.definition.stripe.isComplete, file.evidence.coverage.isTrustworthy else {
      return
    }
    for pair in file.suspects(of: check) {
      guard pair.namesSubscription, pair.isRowLive, !pair.namesKnownSubscription else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [],
          story: "Stripe has no subscription of the id that the row names"),
        about: pair, settles: true)
    }
  }
}
