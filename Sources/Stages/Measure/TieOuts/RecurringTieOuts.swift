import Billing
import Bytes
import Revenue

/// The checks of recurring revenue: every figure once more, by another way.
struct RecurringTieOuts {
  private let close: CloseFigures

  init(_ close: CloseFigures) { self.close = close }

  private var figures: RecurringFigures { close.recurring }

  /// All checks, in the order in which they are reported.
  var all: [TieOut] {
    rollForwards + customerRollForwards + itemLedger + monthEnd + consolidated
      + TieOut.sums(fit: volume)
  }

  /// How much the item ledger adds up.
  private var volume: Volume {
    figures.ledger.changes.reduce(into: Volume()) { volume, change in
      volume.add(Swift.max(change.grossChange.magnitude, change.netChange.magnitude))
    }
  }

  /// Balances and movements sum up to the next balance.
  private var rollForwards: [TieOut] {
    everyMonth { currency, place in
      let month = currency.months[place]
      let moved = MovementKind.allCases.reduce(month.opening) {
        $0.addingClamped(month.movements[$1])
      }
      return TieOut(
        "mrr-roll-forward", currency: currency.currency, period: month.period.month,
        Self.next(of: currency, place, or: .init("closing", month.closing), \.opening),
        .init("opening and movements", moved))
    }
  }

  private var customerRollForwards: [TieOut] {
    everyMonth { currency, place in
      let month = currency.months[place]
      let count = month.customers
      return TieOut(
        "customer-roll-forward", currency: currency.currency, counts: true,
        period: month.period.month,
        Self.next(
          of: currency, place, or: .init("closing", month.closingCustomers), \.openingCustomers),
        .init(
          "opening, new and back less churned",
          month.openingCustomers &+ count.new &+ count.reactivation &- count.churn))
    }
  }

  /// What the next month begins with; what this one ends with where there is no next one.
  private static func next(
    of currency: CurrencyFigures, _ place: Int, or closing: TieOut.Side,
    _ opening: (RollForward) -> Int64
  ) -> TieOut.Side {
    guard place + 1 < currency.months.count else { return closing }
    return .init("next opening", opening(currency.months[place + 1]))
  }

  /// The item ledger, summed up to the end of each month, is the month's balance.
  private var itemLedger: [TieOut] {
    guard let first = figures.months.first else { return [] }
    var moved = figures.currencies.map { [Int64](repeating: 0, count: $0.months.count) }
    let places = SymbolPlaces(figures.currencies.map(\.currency))
    for change in figures.ledger.changes {
      let month = figures.zone.month(of: change.time).number - first.number
      let currency = places[change.currency]
      guard moved[currency].indices.contains(month) else { continue }
      moved[currency][month] = moved[currency][month].addingClamped(change.netChange)
    }
    return figures.currencies.enumerated().flatMap { place, currency in
      var sum: Int64 = 0
      return currency.months.enumerated().map { month, roll in
        sum = sum.addingClamped(moved[place][month])
        return TieOut(
          "mrr-item-ledger", currency: currency.currency, period: roll.period.month,
          .init("closing", roll.closing), .init("all changes of items so far", sum))
      }
    }
  }

  /// When the month is over, customers and plans come to its balance.
  private var monthEnd: [TieOut] {
    guard let place = figures.place(of: close.month) else { return [] }
    return figures.currencies.flatMap { currency in
      let month = currency.months[place]
      func check(
        _ name: String, counts: Bool = false, _ stated: Int64, _ side: String, _ derived: Int64
      ) -> TieOut {
        TieOut(
          name, currency: currency.currency, counts: counts, period: close.month,
          .init("closing", stated), .init(side, derived))
      }
      let customers = close.customers.filter { $0.currency == currency.currency }
      let plans = close.plans.filter { $0.currency == currency.currency }
      return [
        check(
          "mrr-customers", month.closing, "all customers",
          customers.reduce(0) { $0.addingClamped($1.net) }),
        check(
          "mrr-plans", month.closing, "all plans", plans.reduce(0) { $0.addingClamped($1.net) }),
        check(
          "customer-count", counts: true, month.closingCustomers, "customers with MRR",
          Int64(customers.count { $0.net > 0 })),
      ]
    }
  }

  /// In the reporting currency, balances and movements sum up too, exchange included.
  private var consolidated: [TieOut] {
    guard let consolidated = figures.consolidated else { return [] }
    let reporting = figures.ledger.symbols.find(consolidated.currency) ?? .empty
    return zip(figures.months, consolidated.totals).compactMap { period, total in
      total.map { total in
        let moved = MovementKind.allCases.reduce(
          total.opening.addingClamped(total.exchange)
        ) {
          $0.addingClamped(total.movements[$1])
        }
        return TieOut(
          "mrr-consolidated", currency: reporting, period: period.month,
          .init("closing in one currency", total.closing),
          .init("opening, movements and exchange", moved))
      }
    }
  }

  private func everyMonth(_ check: (CurrencyFigures, Int) -> TieOut) -> [TieOut] {
    figures.currencies.flatMap { currency in
      currency.months.indices.map { check(currency, $0) }
    }
  }
}
