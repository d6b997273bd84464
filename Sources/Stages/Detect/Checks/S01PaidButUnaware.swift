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
    personWhen: "There is more than one live subscription, or the price is not mapped."
  ) { check, file in
    for pair in file.openPairs where pair.isStripeLive && pair.row != nil {
      let isUnaware = pair.isFallbackRow || (pair.pair.link != .subscription && !pair.isOver)
      guard isUnaware, !pair.namesSubscription else { continue }
      let fields = file.differences(of: pair)
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the owner pays but the row does not know of the subscription",
          sets: Check.isPlanKnown(pair, in: file) ? fields.map(\.newCell) : []),
        about: pair, settles: true)
    }
  }

  /// Whether the price maps to a plan, where rows have plans at all.
  static func isPlanKnown(_ pair: PairView, in file: AccountCase) -> Bool {
    guard file.board.rows?.definition.place(of: .plan) != nil else { return true }
    guard let price = pair.fact(.price).symbol else { return false }
    return file.evidence.comparison.planOfPrice[price] != nil
  }
}
