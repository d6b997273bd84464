public import Billing
public import Bytes

/// Sums over the journal, made entry by entry: account totals, deferred revenue, the waterfall.
public struct BookTotals: JournalSink, Sendable {
  private struct Months: Hashable {
    var currency: Symbol
    var booked: Int32
    var period: Int32
  }

  /// What moves deferred revenue.
  fileprivate struct Deferral {
    var billings: Int64 = 0
    var recognized: Int64 = 0
    var cleared: Int64 = 0
  }

  /// What each account moved by.
  public private(set) var accounts = AccountTotals()
  /// How many entries do not add up to zero.
  public private(set) var unbalancedCount = 0
  /// How much was posted; where that does not fit, neither may the sums.
  public private(set) var volume = Volume()
  /// How many lines were posted.
  public private(set) var lineCount = 0
  private var earned: [Months: Int64] = [:]
  private var deferrals: [Months: Deferral] = [:]

  /// Creates empty sums.
  public init() {}

  /// Takes one entry.
  public mutating func post(_ entry: JournalEntry, _ lines: [JournalLine]) {
    accounts.post(entry, lines)
    lineCount += lines.count
    let months = Months(
      currency: entry.currency, booked: Int32(truncatingIfNeeded: entry.bookedPeriod.number),
      period: Int32(truncatingIfNeeded: entry.period.number))
    var sum: Int64 = 0
    for line in lines {
      sum &+= line.amount
      volume.add(line.amount)
      switch line.account {
      case .revenue: earned[months, default: 0] &-= line.amount
      case .deferredRevenue:
        deferrals[months, default: Deferral()].add(line.amount, entry.event)
      default: break
      }
    }
    if sum != 0 { unbalancedCount += 1 }
  }

  /// Adds the sums of other entries.
  public mutating func add(_ other: BookTotals) {
    accounts.add(other.accounts)
    unbalancedCount += other.unbalancedCount
    volume.add(other.volume)
    lineCount += other.lineCount
    earned.merge(other.earned) { $0 &+ $1 }
    for (months, deferral) in other.deferrals {
      deferrals[months, default: Deferral()].add(deferral)
    }
  }

  /// Deferred revenue month by month, from the first to the last that anything moved in.
  public func deferred(in symbols: Symbols) -> [DeferredMonth] {
    var moved: [Months: Deferral] = [:]
    for (months, deferral) in deferrals {
      var months = months
      months.booked = 0
      moved[months, default: Deferral()].add(deferral)
    }
    var rows: [DeferredMonth] = []
    for currency in accounts.currencies(in: symbols) {
      var closing: Int64 = 0
      for period in accounts.periods(of: currency) {
        var row = DeferredMonth(currency: currency, period: period, opening: closing)
        let key = Months(currency: currency, booked: 0, period: Int32(period.number))
        if let deferral = moved[key] {
          (row.billings, row.recognized, row.cleared) =
            (deferral.billings, deferral.recognized, deferral.cleared)
        }
        closing = row.opening &+ row.billings &- row.recognized &- row.cleared
        row.closing = closing
        rows.append(row)
      }
    }
    return rows
  }

  /// What of the invoices booked up to a month leaves deferred revenue after it: the schedule of
  /// what is still to be earned and taken back, in minor units; what is billed of them later, as a
  /// correction of a closed month, comes off.
  public func scheduled(after period: CalendarMonth, _ currency: Symbol) -> Int64 {
    deferrals.reduce(0) { sum, pair in
      let (months, deferral) = pair
      guard months.currency == currency, months.booked <= period.number,
        months.period > period.number
      else { return sum }
      return sum &+ deferral.recognized &+ deferral.cleared &- deferral.billings
    }
  }

  /// What was earned when of what was booked when; by currency (as text), booked month and month.
  public func waterfall(in symbols: Symbols) -> [WaterfallCell] {
    let cells = earned.filter { $0.value != 0 }.map { months, amount in
      WaterfallCell(
        currency: months.currency, booked: CalendarMonth(number: Int(months.booked)),
        recognized: CalendarMonth(number: Int(months.period)), amount: amount)
    }
    return cells.sorted { one, other in
      if one.currency != other.currency { return symbols.precedes(one.currency, other.currency) }
      return (one.booked, one.recognized) < (other.booked, other.recognized)
    }
  }
}

extension BookTotals.Deferral {
  fileprivate mutating func add(_ debit: Int64, _ event: JournalEvent) {
    switch event {
    case .invoiceFinalized: billings &-= debit
    case .revenueRecognized: recognized &+= debit
    default: cleared &+= debit
    }
  }

  fileprivate mutating func add(_ other: Self) {
    billings &+= other.billings
    recognized &+= other.recognized
    cleared &+= other.cleared
  }
}
