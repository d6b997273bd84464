public import Billing
import Bytes

extension Journal {
  /// The journal beside months that are closed: what was reported of them stays, and what has
  /// changed since is booked in the first open month, with the month that it belongs to.
  ///
  /// Source: Stripe documentation, “Revenue Recognition: Accounting period close”.
  ///
  /// - Parameters:
  ///   - closed: the entries that were reported of the closed months, corrections among them; with
  ///     symbols of the same table.
  ///   - month: the last closed month.
  /// - Returns: the closed entries as they are, then the corrections in the order of this journal,
  ///   then this journal's entries of open months.
  public func corrected(beside closed: Journal, through month: CalendarMonth) -> Journal {
    var result = Journal()
    var differences = EntryDifferences()
    for place in closed.entries.indices {
      result.post(closed.entries[place], Array(closed.lines(of: place)))
      differences.add(closed.entries[place], closed.lines(of: place), sign: -1)
    }
    for place in entries.indices where entries[place].period <= month {
      differences.add(entries[place], lines(of: place), sign: 1)
    }
    differences.post(to: &result, in: month.next)
    for place in entries.indices where entries[place].period > month {
      result.post(entries[place], Array(lines(of: place)))
    }
    return result
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
