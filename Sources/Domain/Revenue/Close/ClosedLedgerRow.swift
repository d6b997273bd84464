import Billing
import Bytes

/// A row of the item ledger in a file of closed months.
struct ClosedLedgerRow {
  private var cells = ClosedCells()

  private static let reasons = ClosedWords(ChangeReason.allCases.map { ($0.rawValue, $0) })

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - line: the line without its end.
  ///   - symbol: makes symbols of texts.
  /// - Returns: the row without a sight; `nil` when the line is none.
  mutating func change(_ line: ByteView, _ symbol: (ByteView) -> Symbol) -> ItemChange? {
    cells.take(line)
    guard cells.count == ClosedMonths.ledgerColumns.count, let time = cells.number(0),
      let reason = Self.reasons[cells[8]], let amounts = amounts(9...14)
    else { return nil }
    var label = PriceLabel(
      price: cells.withText(5, symbol), product: cells.withText(6, symbol), period: nil)
    if cells[7].count > 0 {
      let words = cells[7].text.split(separator: " ")
      guard words.count == 2, let interval = BillingInterval(rawValue: String(words[0])),
        let count = Int64(words[1])
      else { return nil }
      label.period = BillingPeriod(interval, count: count)
    }
    let instant = Timestamp(microseconds: time)
    var change = ItemChange(
      time: instant, sight: .none(at: instant), customer: cells.withText(1, symbol),
      subscription: cells.withText(2, symbol), item: cells.withText(3, symbol),
      currency: cells.withText(4, symbol), price: label, reason: reason)
    (change.quantityChange, change.quantityAfter) = (amounts[0], amounts[1])
    (change.grossChange, change.grossAfter) = (amounts[2], amounts[3])
    (change.netChange, change.netAfter) = (amounts[4], amounts[5])
    return change
  }

  private func amounts(_ range: ClosedRange<Int>) -> [Int64]? {
    let amounts = range.compactMap { cells.number($0) }
    return amounts.count == range.count ? amounts : nil
  }
}
