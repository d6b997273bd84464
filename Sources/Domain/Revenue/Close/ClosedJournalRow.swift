import Billing
import Bytes

/// A line of the journal in a file of closed months.
struct ClosedJournalRow {
  private var cells = ClosedCells()

  private static let accounts = ClosedWords(Account.allCases.map { ($0.name, $0) })
  private static let events = ClosedWords(JournalEvent.allCases.map { ($0.rawValue, $0) })

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - text: the line without its end.
  ///   - symbol: makes symbols of texts.
  /// - Returns: the line, its number in its entry, and the entry where it is the first line of it;
  ///   `nil` when the line is none.
  mutating func read(
    _ text: ByteView, _ symbol: (ByteView) -> Symbol
  ) -> (line: JournalLine, number: Int64, entry: JournalEntry?)? {
    cells.take(text)
    guard cells.count == ClosedMonths.journalColumns.count, let number = cells.number(10),
      let account = Self.accounts[cells[11]], let amount = cells.number(12)
    else { return nil }
    let line = JournalLine(account, amount, of: cells.withText(13, symbol))
    guard number == 1 else { return (line, number, nil) }
    guard let event = Self.events[cells[1]], let time = cells.number(2),
      let period = cells.month(3), cells[4].count == 0 || cells.month(4) != nil,
      let booked = cells.month(5)
    else { return nil }
    var entry = JournalEntry(
      event, time: Timestamp(microseconds: time), period: period, bookedPeriod: booked,
      currency: cells.withText(6, symbol), customer: cells.withText(7, symbol),
      invoice: cells.withText(0, symbol), invoiceLine: cells.withText(8, symbol),
      source: cells.withText(9, symbol))
    entry.originalPeriod = cells.month(4)
    return (line, number, entry)
  }

  /// The id of the invoice of the line that was read last; its bytes must still be there.
  var invoice: [UInt8] { cells.withText(0) { $0.array } }

  /// Visits every text of a line that was read before.
  mutating func forEachText(_ line: ByteView, _ body: (ByteView) -> Void) {
    cells.take(line)
    guard cells.count == ClosedMonths.journalColumns.count else { return }
    cells.withText(13, body)
    guard cells.number(10) == 1 else { return }
    for cell in [0, 6, 7, 8, 9] { cells.withText(cell, body) }
  }
}
