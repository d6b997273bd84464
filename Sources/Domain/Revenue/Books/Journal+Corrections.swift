public import Billing
public import Bytes

extension Journal {
  /// The journal beside months that are closed: what was reported of them stays, and what has
  /// changed since is booked in the first open month, with the month that it belongs to.
  ///
  /// Of each invoice come the closed entries as they are, then the corrections in the order of this
  /// journal, then this journal's entries of open months; which other invoices are beside it has no
  /// influence.
  ///
  /// Source: Stripe documentation, “Revenue Recognition: Accounting period close”.
  ///
  /// - Parameters:
  ///   - closed: the entries that were reported of the closed months, corrections among them; like
  ///     those of this journal by the bytes of their invoices' ids, with the same symbols.
  ///   - month: the last closed month.
  ///   - symbols: the texts behind every symbol.
  /// - Returns: the journal; `nil` where this one says of the closed months what was reported.
  public func corrected(
    beside closed: Journal, through month: CalendarMonth, in symbols: Symbols
  ) -> Journal? {
    guard !says(closed, through: month) else { return nil }
    var result = Journal()
    var (place, reported) = (0, 0)
    while place < entries.count || reported < closed.entries.count {
      let invoice = first(entries[place...], closed.entries[reported...], symbols)
      var differences = EntryDifferences()
      closed.forEachEntry(of: invoice, from: &reported) { entry, lines in
        result.post(entry, Array(lines))
        differences.add(entry, lines, sign: -1)
      }
      var open = place
      forEachEntry(of: invoice, from: &place) { entry, lines in
        if entry.period <= month { differences.add(entry, lines, sign: 1) }
      }
      differences.post(to: &result, in: month.next)
      forEachEntry(of: invoice, from: &open) { entry, lines in
        if entry.period > month { result.post(entry, Array(lines)) }
      }
    }
    return result
  }

  /// Whether the entries of months up to one are those of another journal.
  private func says(_ other: Journal, through month: CalendarMonth) -> Bool {
    var place = 0
    for own in entries.indices where entries[own].period <= month {
      guard place < other.entries.count, entries[own] == other.entries[place],
        lines(of: own) == other.lines(of: place)
      else { return false }
      place += 1
    }
    return place == other.entries.count
  }

  /// The invoice that comes first in two journals, which are not both at their ends.
  private func first(
    _ own: ArraySlice<JournalEntry>, _ others: ArraySlice<JournalEntry>, _ symbols: Symbols
  ) -> Symbol {
    guard let one = own.first?.invoice else { return others.first?.invoice ?? .empty }
    guard let other = others.first?.invoice else { return one }
    return symbols.precedes(other, one) ? other : one
  }

  /// Visits the entries of an invoice from a place on, which is moved behind them.
  private func forEachEntry(
    of invoice: Symbol, from place: inout Int,
    _ body: (JournalEntry, ArraySlice<JournalLine>) -> Void
  ) {
    while place < entries.count, entries[place].invoice == invoice {
      body(entries[place], lines(of: place))
      place += 1
    }
  }
}

/// What two journals say differently of the same entries.
private struct EntryDifferences {
  /// What makes an entry the same in both.
  private struct Key: Hashable {
    var event: JournalEvent
    var period: CalendarMonth
    var currency: Symbol
    var invoice: Symbol
    var invoiceLine: Symbol
    var source: Symbol
  }

  private struct Place: Hashable {
    var account: Account
    var invoiceLine: Symbol
  }

  private struct Difference {
    var entry: JournalEntry
    var order: [Place] = []
    var amounts: [Place: Int64] = [:]
  }

  private var places: [Key: Int] = [:]
  private var differences: [Difference] = []

  mutating func add(_ entry: JournalEntry, _ lines: ArraySlice<JournalLine>, sign: Int64) {
    let key = Key(
      event: entry.event, period: entry.originalPeriod ?? entry.period, currency: entry.currency,
      invoice: entry.invoice, invoiceLine: entry.invoiceLine, source: entry.source)
    let index = places[key] ?? differences.count
    if index == differences.count {
      places[key] = index
      differences.append(Difference(entry: entry))
    }
    for line in lines {
      let place = Place(account: line.account, invoiceLine: line.invoiceLine)
      if differences[index].amounts[place] == nil { differences[index].order.append(place) }
      differences[index].amounts[place, default: 0] &+= line.amount &* sign
    }
  }

  func post(to journal: inout Journal, in period: CalendarMonth) {
    for difference in differences {
      let lines = difference.order.compactMap { place -> JournalLine? in
        let amount = difference.amounts[place] ?? 0
        return amount == 0 ? nil : JournalLine(place.account, amount, of: place.invoiceLine)
      }
      guard !lines.isEmpty else { continue }
      var entry = difference.entry
      entry.originalPeriod = entry.originalPeriod ?? entry.period
      entry.period = period
      journal.post(entry, lines)
    }
  }
}
