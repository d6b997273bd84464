public import Billing
import Bytes
public import Revenue

/// Makes the figures of recurring revenue out of an item ledger.
public struct RecurringMeasure: Sendable {
  private let rules: MeasureRules
  private let zone: TimeZoneRules
  private let asOf: Timestamp

  /// Prepares to measure.
  ///
  /// - Parameters:
  ///   - rules: the rules.
  ///   - zone: the time zone of the rules.
  ///   - asOf: an instant of the last month that is measured.
  public init(rules: MeasureRules, zone: TimeZoneRules, asOf: Timestamp) {
    self.rules = rules
    self.zone = zone
    self.asOf = asOf
  }

  /// Measures a ledger.
  ///
  /// - Parameters:
  ///   - ledger: the item ledger of everything; it is sorted here.
  ///   - rates: rates of exchange, for consolidated figures.
  ///   - table: how amounts of each currency are written.
  /// - Returns: the figures.
  /// - Complexity: O(n log n) for n changes, and linear in customers times months.
  public func figures(
    _ ledger: consuming RecurringLedger, rates: ExchangeRates? = nil,
    currencies table: CurrencyTable = .standard
  ) -> RecurringFigures {
    ledger.sort()
    var figures = RecurringFigures(rules: rules, zone: zone, ledger: ledger)
    figures.movements = MovementSearch(rules: rules, zone: zone).movements(of: figures.ledger)
    figures.months = periods(.month, of: figures)
    figures.currencies = currencies(of: figures)
    figures.consolidated = rules.reportingCurrency.flatMap { currency in
      rates.map {
        Consolidation(figures, in: currency, by: $0, exponents: table, asOf: asOf)
          .consolidated()
      }
    }
    return figures
  }

  /// The roll-forwards of other periods than months, by currency and then by time.
  ///
  /// - Parameters:
  ///   - length: how long they are; not shorter than the grain of the movements.
  ///   - figures: the figures.
  /// - Returns: for each currency its roll-forwards.
  public func rollForwards(_ length: PeriodLength, of figures: RecurringFigures) -> [[RollForward]]
  {
    sums(over: periods(length, of: figures), of: figures).map(\.months)
  }

  /// The periods from the first change to the clock.
  private func periods(_ length: PeriodLength, of figures: RecurringFigures) -> [ReportingPeriod] {
    guard let first = figures.ledger.changes.map(\.time).min(), first <= asOf else { return [] }
    let start = ReportingPeriod(length, of: first, in: zone)
    let end = ReportingPeriod(length, of: asOf, in: zone)
    return (0...max(0, end.number - start.number)).map { start.advanced(by: $0) }
  }

  private func currencies(of figures: RecurringFigures) -> [CurrencyFigures] {
    var currencies = sums(over: figures.months, of: figures)
    var pass = RetentionPass(months: figures.months, zone: zone, currencies: currencies)
    var start = 0
    while start < figures.movements.count {
      let first = figures.movements[start]
      var end = start
      while end < figures.movements.count, figures.movements[end].customer == first.customer,
        figures.movements[end].currency == first.currency
      { end += 1 }
      pass.take(figures.movements[start..<end])
      start = end
    }
    pass.finish(&currencies)
    return currencies
  }

  // MARK: Roll-forwards

  /// The roll-forwards of each currency over some periods.
  private func sums(
    over periods: [ReportingPeriod], of figures: RecurringFigures
  ) -> [CurrencyFigures] {
    guard let first = periods.first else { return [] }
    var order = Array(Set(figures.ledger.changes.map(\.currency)))
    figures.ledger.symbols.sort(&order) { $0 }
    var currencies = order.map { currency in
      CurrencyFigures(
        currency: currency, months: periods.map { RollForward($0, currency: currency) })
    }
    let places = SymbolPlaces(order)
    var lastJoin: (customer: Symbol, currency: Symbol, place: Int)?
    for movement in figures.movements {
      let period = ReportingPeriod(first.length, of: movement.period, in: zone)
      let place = period.number - first.number
      guard periods.indices.contains(place) else { continue }
      let currency = places[movement.currency]
      if movement.kind == .new || movement.kind == .reactivation {
        lastJoin = (movement.customer, movement.currency, place)
      }
      let isJoiner =
        lastJoin.map { $0 == (movement.customer, movement.currency, place) } ?? false
      currencies[currency].months[place].add(movement, isJoiner: isJoiner)
    }
    addSubscriptions(to: &currencies, periods, places, figures)
    for place in currencies.indices { currencies[place].carryBalances() }
    return currencies
  }

  /// Counts the subscriptions that bring something: here the changes of their number.
  private func addSubscriptions(
    to currencies: inout [CurrencyFigures], _ periods: [ReportingPeriod], _ places: SymbolPlaces,
    _ figures: RecurringFigures
  ) {
    guard let first = periods.first else { return }
    var balances: [Symbol: Int64] = [:]
    var last: (customer: Symbol, currency: Symbol)?
    for change in figures.ledger.changes {
      if last.map({ $0 != (change.customer, change.currency) }) ?? true {
        balances.removeAll(keepingCapacity: true)
        last = (change.customer, change.currency)
      }
      let before = balances[change.subscription] ?? 0
      let after = before.addingClamped(change.netChange)
      balances[change.subscription] = after
      guard (before > 0) != (after > 0) else { continue }
      let place =
        ReportingPeriod(first.length, of: change.time, in: zone).number - first.number
      guard periods.indices.contains(place) else { continue }
      currencies[places[change.currency]].months[place].closingSubscriptions += after > 0 ? 1 : -1
    }
  }
}

/// The places of a few symbols in a list.
struct SymbolPlaces {
  private var places: [Symbol: Int] = [:]

  init(_ symbols: [Symbol]) {
    for (place, symbol) in symbols.enumerated() { places[symbol] = place }
  }

  /// The place of a symbol that is in the list.
  subscript(symbol: Symbol) -> Int { places[symbol] ?? 0 }
}

extension RollForward {
  /// Adds a movement; balances come later.
  fileprivate mutating func add(_ movement: Movement, isJoiner: Bool) {
    movements[movement.kind] = movements[movement.kind].addingClamped(movement.change)
    customers[movement.kind] += 1
    guard movement.kind == .churn else { return }
    if isJoiner { churnedJoiners += 1 }
    if movement.reason == .unpaid || movement.reason == .delinquent {
      involuntaryChurn = involuntaryChurn.addingClamped(movement.change)
      involuntaryCustomers += 1
    }
  }
}

extension CurrencyFigures {
  /// Carries the balances from one period to the next.
  fileprivate mutating func carryBalances() {
    var (revenue, customers, subscriptions): (Int64, Int64, Int64) = (0, 0, 0)
    for place in months.indices {
      months[place].opening = revenue
      months[place].openingCustomers = customers
      for kind in MovementKind.allCases {
        revenue = revenue.addingClamped(months[place].movements[kind])
      }
      let count = months[place].customers
      customers += count.new + count.reactivation - count.churn
      subscriptions += months[place].closingSubscriptions
      months[place].closing = revenue
      months[place].closingCustomers = customers
      months[place].closingSubscriptions = subscriptions
    }
  }
}
