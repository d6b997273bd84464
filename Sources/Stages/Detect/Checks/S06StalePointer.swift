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
    personWhen: "Always: the row's history is overwritten.",
    signs: [.running, .noRow]
  ) { check, file in
    let missing = file.openPairs.filter { $0.row == nil && $0.isStripeLive }
    let stale = file.openPairs.filter {
      $0.row != nil && $0.isOver && $0.namesSubscription && !$0.isRowDeleted
    }
    guard missing.count == 1, file.liveSubscriptionCount == 1,
      let newest = stale.max(by: isLessLikely)
    else { return }
    Check.repoint(
      newest, to: missing[0], as: check,
      story: "the row points at a subscription that is over while another one is live",
      in: &file)
  }

  /// A row that still counts as live is the likelier one; of equal ones, the one that ended last.
  private static func isLessLikely(_ one: PairView, _ other: PairView) -> Bool {
    if one.isRowLive != other.isRowLive { return other.isRowLive }
    guard let end = one.endedAt, let otherEnd = other.endedAt else {
      return one.endedAt == nil && other.endedAt != nil
    }
    return end < otherEnd
  }
}
