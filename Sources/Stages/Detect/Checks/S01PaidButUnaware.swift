import Billing
import Reconciliation

extension Check {
  static let paidButUnaware = Check(
    "S01", "paid-but-unaware",
    definition: "Stripe has a live subscription of a linked owner; the row knows of none.",
    origin: "The event that starts a subscription was never applied.",
    harm: .denied, severity: .p0, disposition: .auto,
    fix: "Fill status, subscription, plan and period together.",
    safeguard: "It is the owner's only live subscription; the price maps to a plan.",
    personWhen: "There is more than one live subscription, or the price is not mapped.",
    signs: [.row, .running, .bareRow]
  ) { check, file in
    for pair in file.suspects(of: check) where isUnaware(pair, in: file) {
      let fields = file.differences(of: pair)
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the owner pays but the row does not know of the subscription",
          sets: fields.map(\.newCell), hold: pair.isPlanKnown ? nil : FixPolicy.unmappedPrice),
        about: pair, settles: true)
    }
  }

  /// Whether the row shows no subscription.
  ///
  /// It has no status, the free plan, or another state without naming a subscription. A row in
  /// the right state that lacks the name alone is a partial one.
  private static func isUnaware(_ pair: PairView, in file: AccountCase) -> Bool {
    guard pair.row != nil else { return false }
    if pair.rowMeaning == StatusMeaning.none || pair.isFallbackRow { return true }
    return !pair.namesSubscription && file.difference(.status, of: pair) != nil
  }
}
