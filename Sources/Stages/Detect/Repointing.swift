import Billing
import Bytes
import Reconciliation

extension Check {
  /// Adds a finding that would point one pair's row at another pair's subscription.
  ///
  /// The row gets every cell that depends on the subscription, or none: a half-moved row would
  /// mix two subscriptions.
  static func repoint(
    _ stale: PairView, to live: PairView, as check: Check, story: String,
    in file: inout AccountCase
  ) {
    var drift = check.finding(about: live, in: file, fields: [], story: story)
    drift.disposition = check.disposition
    drift.row = stale.row
    drift.evidence += stale.origins.suffix(1)
    var hold = file.reasonNotToRepoint(stale, to: live)
    if let row = stale.row, live.expected?.word != nil, live.isPlanKnown {
      drift.fields = live.moves(from: stale)
      drift.guards = ["every old value of the row", "no other live row"]
      let cells = drift.fields.map(\.newCell)
      drift.remedy = .update(row: row, set: cells, guards: [.noOtherLiveRow, .provenance])
      hold = hold ?? file.board.rows?.definition.obstacle(toSetting: cells)
    } else {
      hold =
        live.isPlanKnown
        ? "the status rule has no case for Stripe's state" : FixPolicy.unmappedPrice
    }
    drift.heldBack = check.disposition == .auto || drift.remedy == .none ? hold : nil
    if drift.disposition == .auto, hold != nil { drift.disposition = .review }
    file.settle(stale)
    file.add(drift, about: live, settles: true)
  }
}

extension AccountCase {
  /// Why a row may not leave one subscription for another by itself.
  ///
  /// What it said of the first is overwritten, so that one's end must be as sure as if something
  /// were taken away for it.
  fileprivate func reasonNotToRepoint(_ stale: PairView, to live: PairView) -> String? {
    let policy = FixPolicy(self)
    if !evidence.coverage.isTrustworthy {
      return "the evidence is incomplete, so no subscription is taken for ended"
    }
    if stale.object?.hasState != true { return "nothing in Stripe shows that the holder ended" }
    return stale.object?.doubt ?? policy.reasonToHold(live, isDowngrade: false)
      ?? policy.reasonToProtect(stale)
  }
}

extension PairView {
  /// Every cell that the row of another pair must change to be about this one's subscription.
  fileprivate func moves(from stale: PairView) -> [FieldDifference] {
    let columns = board.rows?.definition.columns ?? []
    return columns.enumerated().compactMap { place, column in
      guard let field = column.field else { return nil }
      let (wanted, present) = (stated(field), stale[field])
      guard wanted.isKnown, present.isKnown, wanted != present,
        !board.evidence.comparison.words.agree(field, wanted, present, board.evidence.symbols)
      else { return nil }
      return FieldDifference(
        field: field, column: place, sides: Sides(stripe: wanted, database: present))
    }
  }

  /// What a row about this subscription says in a field.
  func stated(_ field: RowField) -> Cell {
    switch field {
    case .subscription: object.map { .symbol($0.id) } ?? .unknown
    case .status: expected?.word.map { .symbol($0) } ?? .unknown
    case .ending: expected.map { .flag($0.isEnding) } ?? .unknown
    case .plan:
      fact(.price).symbol.flatMap { board.evidence.comparison.planOfPrice[$0] }
        .map { .symbol($0) } ?? .unknown
    case .interval:
      board.evidence.comparison.words.cell(
        fact(.interval), count: fact(.intervalCount), board.evidence.symbols)
    case .currency:
      board.evidence.comparison.words.cell(fact(.currency), board.evidence.symbols)
    default: field.copied.map { fact($0) } ?? .unknown
    }
  }
}
