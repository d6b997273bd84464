import Billing
import Reconciliation

extension Check {
  static let ghostActive = Check(
    "S02", "ghost-active",
    definition: "The subscription is over in Stripe; the row still counts as live.",
    origin: "The event that ends a subscription was missed, or had no effect.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Set the exact final status and the time of the end.",
    safeguard: "No other live subscription; a record shows the end, or both sides planned it.",
    personWhen: "There is another live subscription, or the provenance is protected.",
    signs: [.over, .liveRow]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let fields = file.differences(of: pair)
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the subscription is over in Stripe but the row still counts as live",
          sets: fields.map(\.newCell), isDowngrade: true,
          hold: hasProof(pair)
            ? nil : "the end was scheduled, but no record shows that it came"),
        about: pair, settles: true)
    }
  }

  /// Whether the end is more than a plan of Stripe's: a record shows it, or the row itself says
  /// that the subscription was to end and the time has come.
  private static func hasProof(_ pair: PairView) -> Bool {
    pair.stripeStatus?.isTerminal == true || pair.rowMeaning == .ending
  }
}
