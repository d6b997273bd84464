import Billing
import Reconciliation

extension Check {
  static let endedWithoutLink = Check(
    "S24", "ended-without-link",
    definition: "A live row names no subscription; the owner's only ones are over in Stripe.",
    origin: "The row lost or never had the subscription's id, so its end never reached it.",
    harm: .leak, severity: .p1, disposition: .review,
    fix: "Find out what the row stands for; end it if it was for the subscription that is over.",
    safeguard: "The owner or customer has no live subscription; the row is not the free plan's.",
    personWhen: "Always: the row may be a gift.",
    signs: [.over, .noRow]
  ) { check, file in
    guard file.liveSubscriptionCount == 0 else { return }
    let ended = file.openPairs.filter { $0.row == nil && $0.stripeStatus?.isTerminal == true }
    guard let last = ended.max(by: endsEarlier) else { return }
    for pair in file.openPairs where pair.subscription == nil && pair.isRowLive {
      guard !pair.namesSubscription, !pair.isFallbackRow else { continue }
      var drift = check.finding(
        about: pair, in: file, fields: [],
        story: "the row counts as live but the owner's subscription is over in Stripe")
      drift.subscription = last.subscription
      drift.customer = last.customer
      drift.evidence = last.origins + drift.evidence
      file.add(drift, about: pair, settles: true)
    }
  }

  private static func endsEarlier(_ one: PairView, _ other: PairView) -> Bool {
    guard let end = one.endedAt, let otherEnd = other.endedAt else { return one.endedAt == nil }
    return end < otherEnd
  }
}
