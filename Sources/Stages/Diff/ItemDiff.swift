import Billing
import Bytes
import Reconciliation

/// Holds the items that the database keeps of a subscription against those that Stripe bills.
struct ItemDiff: Sendable {
  /// The table of items.
  let rows: DatabaseTable
  private let kept: [Symbol: Set<String>]

  init(_ rows: DatabaseTable, _ symbols: Symbols) {
    self.rows = rows
    var kept: [Symbol: Set<String>] = [:]
    for row in 0..<rows.count where !rows[row, .deletedAt].hasValue && rows[row, .item].hasValue {
      kept[rows.symbol(row, .subscription), default: []]
        .insert(symbols.text(rows.symbol(row, .item)))
    }
    self.kept = kept
  }

  /// Whether the rows are those of the items that a state has, as far as these are known.
  func agrees(with state: StripeObject, in ledger: StripeLedger) -> Bool {
    let list = ledger.fact(.itemList, of: state)
    let billed =
      list.symbol.map { ItemList($0, in: ledger.symbols).items.map(\.item) }
      ?? ledger.fact(.item, of: state).symbol.map { [ledger.symbols.text($0)] }
    return billed.map { Set($0) == kept[state.id] } ?? false
  }
}
