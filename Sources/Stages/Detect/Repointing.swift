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
    drift.row = stale.row
    drift.evidence += stale.origins.suffix(1)
    if let row = stale.row, live.expected?.word != nil, live.isPlanKnown {
      drift.fields = live.moves(from: stale)
      drift.guards = ["every old value of the row", "no other live row"]
      drift.remedy = .update(
        row: row, set: drift.fields.map(\.newCell), guards: [.noOtherLiveRow, .provenance])
    } else {
      drift.heldBack =
        live.isPlanKnown
        ? "the status rule has no case for Stripe's state" : FixPolicy.unmappedPrice
    }
    file.settle(stale)
    file.add(drift, about: live, settles: true)
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
  private func stated(_ field: RowField) -> Cell {
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
