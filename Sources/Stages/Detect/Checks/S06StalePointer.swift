import Billing
import Bytes
import Reconciliation

extension Check {
  static let stalePointer = Check(
    "S06", "stale-pointer-other-live",
    definition: "The row points at a subscription that is over; another one is live.",
    origin: "The owner subscribed again and the new subscription was never mirrored.",
    harm: .denied, severity: .p0, disposition: .review,
    fix: "Point the row at the live subscription.",
    safeguard: "There is exactly one live subscription; its price maps to a plan.",
    personWhen: "Always: the row's history is overwritten."
  ) { check, file in
    let missing = file.openPairs.filter { $0.row == nil && $0.isStripeLive }
    let stale = file.openPairs.filter {
      $0.row != nil && $0.isOver && $0.namesSubscription && !$0.isRowDeleted
    }
    guard missing.count == 1, let newest = stale.max(by: endsEarlier) else { return }
    Check.repoint(newest, to: missing[0], as: check, in: &file)
  }

  private static func endsEarlier(_ one: PairView, _ other: PairView) -> Bool {
    guard let end = one.endedAt, let otherEnd = other.endedAt else { return one.endedAt == nil }
    return end < otherEnd
  }

  /// A finding that would point one pair's row at another's subscription.
  static func repoint(
    _ stale: PairView, to live: PairView, as check: Check, in file: inout AccountCase
  ) {
    var drift = check.finding(
      about: live, in: file, fields: [],
      story: "the row points at a subscription that is over while another one is live")
    drift.row = stale.row
    drift.evidence += stale.origins.suffix(1)
    if let row = stale.row, let subscription = live.object {
      var sets = [file.newCell(.subscription, .symbol(subscription.id))]
      if let word = live.expected?.word { sets.append(file.newCell(.status, .symbol(word))) }
      drift.remedy = .update(row: row, set: sets.compactMap { $0 }, guards: [.noOtherLiveRow])
    }
    file.add(drift, about: live, settles: true)
    file.settle(stale)
  }
}
