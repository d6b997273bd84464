import Billing
import Bytes
import Reconciliation

extension Check {
  static let incompleteSquatting = Check(
    "S18", "incomplete-squatting",
    definition: "The first payment never came; the row gives access or holds the place.",
    origin: "The row was written when the checkout began.",
    harm: .leak, severity: .p2, disposition: .auto,
    fix: "Set the exact status.",
    safeguard: "Older than 23 hours, or expired in Stripe.",
    personWhen: "An invoice of it was paid.",
    signs: .differs
  ) { check, file in
    for pair in file.suspects(of: check) where isUnpaidStart(pair, in: file) {
      guard pair.rowMeaning != .ended, let status = file.difference(.status, of: pair) else {
        continue
      }
      let fields = file.differences(of: pair).filter {
        pair.isOver || $0.field == status.field
      }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the first payment never came but the row holds the owner's place",
          sets: fields.map(\.newCell), isDowngrade: true,
          hold: pair.object.map { file.board.paidSubscriptions[$0.id] != nil } == true
            ? "an invoice of the subscription was paid" : nil),
        about: pair, settles: pair.isOver)
    }
  }

  /// Stripe expires an incomplete subscription after 23 hours; until then it may still succeed.
  private static func isUnpaidStart(_ pair: PairView, in file: AccountCase) -> Bool {
    if pair.stripeStatus == .incompleteExpired { return true }
    guard pair.stripeStatus == .incomplete, let created = pair.fact(.created).time else {
      return false
    }
    return created.adding(seconds: 23 * 3600) <= file.evidence.definition.clock.asOf
      || pair.rowMeaning == .active || pair.rowMeaning == .trialing
  }
}
