import Billing
import Bytes
import Reconciliation

/// When a change that is safe as a rule is left to a person all the same.
struct FixPolicy {
  /// Why a change that needs the plan waits for the catalogue.
  static let unmappedPrice = "the catalogue does not map the price to one plan"
  /// Why a finding without a new value waits for a person.
  static let unknownValue = "no value is known that would mend it"

  private let file: AccountCase

  init(_ file: AccountCase) { self.file = file }

  /// Why a person must decide; `nil` when the change may run by itself.
  func reasonToHold(
    _ pair: PairView, setting sets: [NewCell], isDowngrade: Bool
  ) -> String? {
    guard pair.row != nil else { return "there is no row to change" }
    guard !sets.isEmpty else { return Self.unknownValue }
    let columns = file.board.rows?.definition.obstacle(toSetting: sets)
    return columns ?? reasonToHold(pair, isDowngrade: isDowngrade)
  }

  /// Why nothing that rests on the subscription may run by itself, whichever row is changed.
  func reasonToHold(_ pair: PairView, isDowngrade: Bool) -> String? {
    stateReason(pair) ?? identityReason(pair) ?? reasonToProtect(pair)
      ?? (isDowngrade ? downgradeReason(pair) : nil)
  }

  /// Doubts about what Stripe says.
  private func stateReason(_ pair: PairView) -> String? {
    guard let object = pair.object else { return nil }
    if let doubt = object.doubt { return doubt }
    if object.notes.contains(.seenAfterEnd) { return "it was seen alive after it had ended" }
    if pair.expected?.word == nil { return "the status rule has no case for Stripe's state" }
    return staleReason(pair)
  }

  /// Whether Stripe's last record is older than what must have happened since.
  ///
  /// A running subscription begins a new period when the last one ends, and an event tells of it:
  /// without that event the export is behind, and the row may know better.
  private func staleReason(_ pair: PairView) -> String? {
    guard let status = pair.stripeStatus, !pair.isOver, !status.isTerminal else { return nil }
    let horizon = file.evidence.definition.clock.horizon
    let end = pair.fact(.periodEnd).time
    if status.isLive, let end, end <= horizon {
      return "Stripe's last record is older than the end of its period"
    }
    guard pair.pair.link == .subscription else { return nil }
    if let end, let known = pair[.periodEnd].time, known > end, status != .paused || known > horizon
    {
      return "the row knows of a later period than Stripe's last record"
    }
    return nil
  }

  /// Doubts about who it is about.
  private func identityReason(_ pair: PairView) -> String? {
    if file.account.hasIdentityConflict {
      return "the keys that name the owner contradict each other"
    }
    if file.board.holders.isClaimed(pair.customer, besidesBy: file.account.owner.rawValue) {
      return "another owner's row holds the same customer"
    }
    let (billed, stated) = (pair.fact(.customer), pair[.customer])
    if billed.hasValue, stated.hasValue, billed != stated {
      return "the row's customer is not the one that Stripe bills"
    }
    if let object = pair.object, file.board.namings.isShared(object.id) {
      return "several live rows name the same subscription"
    }
    if pair.isStripeLive, file.liveSubscriptionCount > file.board.maximumLive {
      return "it is open which of the owner's live subscriptions stays"
    }
    return nil
  }

  /// Whether the row comes from a source that is out of bounds.
  func reasonToProtect(_ pair: PairView) -> String? {
    guard let row = pair.row, let rows = file.board.rows else { return nil }
    return TablePolicy(evidence: file.evidence).protection(of: row, in: rows)
  }

  /// What must be true before something is taken away.
  private func downgradeReason(_ pair: PairView) -> String? {
    if file.board.rows?.definition.saysWhose != true { return "no column says whose the row is" }
    if !file.evidence.coverage.isTrustworthy {
      return "the evidence is incomplete, so nothing is taken away"
    }
    let billed = file.board.liveOfCustomer
    if file.liveSubscriptions.contains(where: { $0.index != pair.index })
      || billed.isClaimed(pair.customer, besidesBy: pair.subscription.map { UInt32($0) })
    {
      return "another subscription of the owner or customer is live"
    }
    return nil
  }
}
