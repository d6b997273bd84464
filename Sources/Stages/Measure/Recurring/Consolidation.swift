import Billing
import Bytes
import Revenue

/// Brings the roll-forwards of all currencies into one.
///
/// Balances are converted at the rate of their month's end, movements at that of theirs, each
/// rounded by itself; what the rates alone do to the balance is the exchange movement, which is
/// what is left over. A customer's change of currency is no movement here: it, too, is left over.
/// Where the rules show no exchange movement, a balance keeps the rates that it came by.
struct Consolidation {
  private let figures: RecurringFigures
  private let currency: String
  private let rates: ExchangeRates
  private let exponents: CurrencyTable
  private let asOf: Timestamp
  private var result: ConsolidatedFigures

  /// By how much a rate may move within a month without a remark.
  private static let usualMove = Fraction(1, over: 10)

  init(
    _ figures: RecurringFigures, in currency: String, by rates: ExchangeRates,
    exponents: CurrencyTable, asOf: Timestamp
  ) {
    self.figures = figures
    self.currency = currency
    self.rates = rates
    self.exponents = exponents
    self.asOf = asOf
    result = ConsolidatedFigures(currency: currency)
  }

  func consolidated() -> ConsolidatedFigures {
    var pass = self
    let swaps = pass.swaps()
    var last = [RollForward?](repeating: nil, count: figures.currencies.count)
    var lastRates = [Fraction?](repeating: nil, count: figures.currencies.count)
    for month in figures.months.indices {
      var amounts: [RollForward?] = []
      for (place, local) in figures.currencies.enumerated() {
        let swapped = swaps[SwapKey(local.currency, month)] ?? MovementSums(all: 0)
        let own = local.months[month].without(swapped)
        let rate = pass.rate(of: local, in: month, isNeeded: !local.months[month].isEmpty)
        pass.noteJump(from: lastRates[place], to: rate?.value, local.currency, month)
        let row = rate.flatMap {
          pass.converted(own, swapped, at: $0.value, after: last[place], local)
        }
        if rate != nil, row == nil { pass.note(.tooLarge, local.currency, month) }
        lastRates[place] = rate?.value
        last[place] = row
        amounts.append(row)
        pass.result.rows.append(
          ConsolidatedFigures.Row(
            rateText: rate?.text ?? "", amounts: row, closingLocal: own.closing))
      }
      pass.result.totals.append(Self.sum(amounts, figures.months[month]))
    }
    return pass.result
  }

  // MARK: Changes of currency

  /// The sums of movements that are changes of currency.
  private func swaps() -> [SwapKey: MovementSums<Int64>] {
    guard let first = figures.months.first else { return [:] }
    var swaps: [SwapKey: MovementSums<Int64>] = [:]
    for movement in figures.movements where movement.reason == .currencyChange {
      let month = ReportingPeriod(.month, of: movement.period, in: figures.zone)
      let key = SwapKey(movement.currency, month.number - first.number)
      swaps[key, default: MovementSums(all: 0)][movement.kind] += movement.change
    }
    return swaps
  }

  private struct SwapKey: Hashable {
    var currency: Symbol
    var month: Int

    init(_ currency: Symbol, _ month: Int) {
      self.currency = currency
      self.month = month
    }
  }

  // MARK: Rates

  /// The rate at a month's end; for a month that is not over that of the clock's day.
  private mutating func rate(
    of local: CurrencyFigures, in month: Int, isNeeded: Bool
  ) -> ExchangeRates.Rate? {
    let from = figures.ledger.symbols.text(local.currency)
    let range = figures.months[month].range(in: figures.zone)
    let end = min(range.upperBound, asOf.adding(seconds: 1))
    let lastDay = figures.zone.day(of: end.adding(seconds: -1))
    guard let rate = rates.rate(.closing, from: from, to: currency, on: lastDay) else {
      if isNeeded { note(.missingRate, local.currency, month) }
      return nil
    }
    if rate.day >= figures.months[month].firstDay { return rate }
    if isNeeded {
      note(
        figures.rules.missingRate == .carryForward ? .carriedRate : .missingRate,
        local.currency, month)
    }
    return figures.rules.missingRate == .carryForward ? rate : nil
  }

  private mutating func noteJump(
    from last: Fraction?, to rate: Fraction?, _ currency: Symbol, _ month: Int
  ) {
    guard let last, let rate else { return }
    let move = rate / last - .one
    if move > Self.usualMove || -move > Self.usualMove { note(.rateJump, currency, month) }
  }

  private mutating func note(_ kind: MeasureException.Kind, _ currency: Symbol, _ month: Int) {
    result.exceptions.append(
      MeasureException(kind, subject: currency, month: figures.months[month].month))
  }

  // MARK: Amounts

  private func converted(
    _ local: RollForward, _ swapped: MovementSums<Int64>, at rate: Fraction,
    after last: RollForward?, _ own: CurrencyFigures
  ) -> RollForward? {
    let digits = exponents.digits(of: currency)
    let localDigits = exponents.digits(of: figures.ledger.symbols.text(own.currency))
    let factor = rate * Fraction.power(ofTen: digits) / Fraction.power(ofTen: localDigits)
    func convert(_ amount: Int64) -> Int64? {
      (Fraction(amount) * factor).rounded(figures.rules.rounding)
    }
    var row = local
    row.base = nil
    // Without a balance to go on from, as after a missing rate, the month opens at its own rate.
    guard let opening = last?.closing ?? convert(local.opening),
      let involuntary = convert(local.involuntaryChurn)
    else { return nil }
    row.opening = opening
    row.involuntaryChurn = involuntary
    guard figures.rules.showsExchangeMovement else {
      return moved(row, from: local, swapped, by: convert)
    }
    guard let closing = convert(local.closing) else { return nil }
    row.closing = closing
    var sum = opening
    for kind in MovementKind.allCases {
      guard let amount = convert(local.movements[kind]) else { return nil }
      row.movements[kind] = amount
      sum = sum.addingClamped(amount)
    }
    row.exchange = closing.addingClamped(-sum)
    return row
  }

  /// A row in which rates make no movement.
  ///
  /// What comes in counts by the month's rate, and what goes out by the rates it came in by, on
  /// average, so that nothing is left when everybody is gone. What goes from one currency to
  /// another still has to move the balance.
  private func moved(
    _ row: RollForward, from local: RollForward, _ swapped: MovementSums<Int64>,
    by convert: (Int64) -> Int64?
  ) -> RollForward? {
    var row = row
    var (there, balance) = (local.opening, row.opening)
    for kind in MovementKind.allCases where !kind.takesAway {
      guard let own = convert(local.movements[kind]), let swap = convert(swapped[kind]) else {
        return nil
      }
      row.movements[kind] = own
      row.exchange = row.exchange.addingClamped(swap)
      balance = balance.addingClamped(own).addingClamped(swap)
      there = there.addingClamped(local.movements[kind]).addingClamped(swapped[kind])
    }
    let (whole, carried) = (Int128(max(there, 1)), balance)
    func take(_ amount: Int64) -> Int64 {
      there = max(0, there.addingClamped(amount))
      let rest = Allocation.share(Int128(there), of: whole, from: carried, figures.rules.rounding)
      defer { balance = rest }
      return rest - balance
    }
    for kind in MovementKind.allCases where kind.takesAway {
      row.movements[kind] = take(local.movements[kind])
      row.exchange = row.exchange.addingClamped(take(swapped[kind]))
    }
    row.closing = balance
    return row
  }

  private static func sum(_ rows: [RollForward?], _ period: ReportingPeriod) -> RollForward? {
    var total = RollForward(period, currency: .empty)
    for row in rows {
      guard let row else { return nil }
      total.add(row)
    }
    return total
  }
}

extension MovementKind {
  /// Whether it makes a balance smaller.
  fileprivate var takesAway: Bool { self == .contraction || self == .churn }
}

extension RollForward {
  /// Whether nothing is in it and nothing moves.
  fileprivate var isEmpty: Bool {
    opening == 0 && closing == 0 && movements == MovementSums(all: 0)
  }

  /// The same with some movements left out of the sums.
  fileprivate func without(_ left: MovementSums<Int64>) -> RollForward {
    var rest = self
    for kind in MovementKind.allCases { rest.movements[kind] -= left[kind] }
    return rest
  }

  /// Adds the row of another currency.
  fileprivate mutating func add(_ row: RollForward) {
    opening = opening.addingClamped(row.opening)
    exchange = exchange.addingClamped(row.exchange)
    closing = closing.addingClamped(row.closing)
    involuntaryChurn = involuntaryChurn.addingClamped(row.involuntaryChurn)
    openingCustomers += row.openingCustomers
    closingCustomers += row.closingCustomers
    closingSubscriptions += row.closingSubscriptions
    churnedJoiners += row.churnedJoiners
    involuntaryCustomers += row.involuntaryCustomers
    for kind in MovementKind.allCases {
      movements[kind] = movements[kind].addingClamped(row.movements[kind])
      customers[kind] += row.customers[kind]
    }
  }
}
