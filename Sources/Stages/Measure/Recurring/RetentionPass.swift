import Billing
import Bytes
import Revenue

/// Follows one customer after the other through the months: what became of those who were there a
/// year ago, and of those who came in the same month.
struct RetentionPass {
  private let months: [ReportingPeriod]
  private let zone: TimeZoneRules
  private let places: SymbolPlaces
  private var bases: [[RetainedBase]]
  private var cohorts: [[Cohort]]
  /// What the customer at hand brings at the end of each month.
  private var balances: [Int64]

  /// After how many months one looks back.
  private static let lookBack = 12

  init(months: [ReportingPeriod], zone: TimeZoneRules, currencies: [CurrencyFigures]) {
    self.months = months
    self.zone = zone
    places = SymbolPlaces(currencies.map(\.currency))
    bases = currencies.map { _ in Array(repeating: RetainedBase(), count: months.count) }
    cohorts = currencies.map { _ in
      months.indices.map { Cohort(months[$0].month, laterMonths: months.count - 1 - $0) }
    }
    balances = Array(repeating: 0, count: months.count)
  }

  /// Takes the movements of one customer in one currency.
  mutating func take(_ movements: ArraySlice<Movement>) {
    guard let first = movements.first, let start = months.first else { return }
    let currency = places[first.currency]
    let firstMonth = ReportingPeriod(.month, of: first.period, in: zone).number - start.number
    guard months.indices.contains(firstMonth) else { return }
    var balance: Int64 = 0
    var month = firstMonth
    for movement in movements {
      let next = ReportingPeriod(.month, of: movement.period, in: zone).number - start.number
      while month < min(next, months.count) {
        balances[month] = balance
        month += 1
      }
      balance = movement.after
    }
    while month < months.count {
      balances[month] = balance
      month += 1
    }
    addCohort(currency, firstMonth, first)
    addBases(currency, from: firstMonth)
  }

  private mutating func addCohort(_ currency: Int, _ month: Int, _ first: Movement) {
    cohorts[currency][month].customerCount += 1
    let revenue = cohorts[currency][month].revenue
    cohorts[currency][month].revenue = revenue.addingClamped(first.after)
    for later in month + 1..<max(month + 1, months.count) where balances[later] > 0 {
      let place = later - month - 1
      let revenue = cohorts[currency][month].revenues[place]
      cohorts[currency][month].customers[place] += 1
      cohorts[currency][month].revenues[place] = revenue.addingClamped(balances[later])
    }
  }

  private mutating func addBases(_ currency: Int, from first: Int) {
    for month in first..<months.count where month + Self.lookBack < months.count {
      guard balances[month] > 0 else { continue }
      let (then, now) = (balances[month], balances[month + Self.lookBack])
      bases[currency][month + Self.lookBack].add(then: then, now: now)
    }
  }

  /// Hands over what was found.
  func finish(_ currencies: inout [CurrencyFigures]) {
    for (place, currency) in currencies.indices.enumerated() {
      for month in months.indices where bases[place][month].opening > 0 {
        currencies[currency].months[month].base = bases[place][month]
      }
      currencies[currency].cohorts = cohorts[place].filter { $0.customerCount > 0 }
    }
  }
}

extension RetainedBase {
  fileprivate mutating func add(then: Int64, now: Int64) {
    opening = opening.addingClamped(then)
    kept = kept.addingClamped(min(then, now))
    current = current.addingClamped(now)
  }
}
