public import Billing
public import Bytes

/// Everything that recurring revenue comes to under one set of rules.
public struct RecurringFigures: Sendable {
  /// The rules.
  public var rules: MeasureRules
  /// The time zone of the rules.
  public var zone: TimeZoneRules
  /// The item ledger, sorted: what all else is a sum of.
  public var ledger: RecurringLedger
  /// The movements of customers, by customer, currency and time.
  public var movements: [Movement] = []
  /// The months from the first change to the last that is measured; empty when there is no change.
  public var months: [ReportingPeriod] = []
  /// For each currency, in the order of its letters, the roll-forward of every month.
  public var currencies: [CurrencyFigures] = []
  /// The same in one currency, if the rules name one and rates are at hand.
  public var consolidated: ConsolidatedFigures?

  /// Creates figures of nothing.
  public init(rules: MeasureRules, zone: TimeZoneRules, ledger: RecurringLedger) {
    self.rules = rules
    self.zone = zone
    self.ledger = ledger
  }

  /// The place of a month among ``months``.
  public func place(of month: CalendarMonth) -> Int? {
    guard let first = months.first else { return nil }
    let place = month.number - first.number
    return months.indices.contains(place) ? place : nil
  }
}

/// Recurring revenue in one currency.
public struct CurrencyFigures: Sendable {
  /// The currency, lower case.
  public var currency: Symbol
  /// One roll-forward for each of ``RecurringFigures/months``.
  public var months: [RollForward]
  /// The cohorts, by the month in which customers came.
  public var cohorts: [Cohort] = []

  /// Creates figures without cohorts.
  public init(currency: Symbol, months: [RollForward]) {
    self.currency = currency
    self.months = months
  }

  /// What a customer is worth in a month: average revenue over the mean churn of the latest months,
  /// times the gross margin; `nil` where nobody churned.
  ///
  /// - Parameters:
  ///   - place: the month, as a place in ``months``.
  ///   - rules: over how many months churn is averaged, and the margin.
  /// - Returns: minor units, exactly.
  public func lifetimeValue(_ place: Int, _ rules: MeasureRules) -> Fraction? {
    let first = max(0, place + 1 - rules.lifetimeMonths)
    let churns = months[first...place].compactMap(\.customerChurn.value)
    let sum = churns.reduce(Fraction.zero, +)
    guard !churns.isEmpty, sum > .zero, let average = months[place].averagePerCustomer.value else {
      return nil
    }
    return average * Fraction(Int64(churns.count)) / sum * rules.grossMargin
  }
}

/// Customers who came in the same month, and what became of them.
public struct Cohort: Hashable, Sendable {
  /// The month in which each had revenue for the first time.
  public var month: CalendarMonth
  /// How many came.
  public var customerCount: Int64 = 0
  /// What they began with, in minor units a month.
  public var revenue: Int64 = 0
  /// For each month after the first: how many are customers at its end.
  public var customers: [Int64]
  /// For each month after the first: what they bring at its end, in minor units a month.
  public var revenues: [Int64]

  /// Creates a cohort of nobody.
  ///
  /// - Parameters:
  ///   - month: the month in which they come.
  ///   - laterMonths: how many months after it are measured.
  public init(_ month: CalendarMonth, laterMonths: Int) {
    self.month = month
    customers = Array(repeating: 0, count: laterMonths)
    revenues = Array(repeating: 0, count: laterMonths)
  }
}

/// What items of one price bring when a month is over.
public struct PlanShare: Hashable, Sendable {
  /// The price, its product and period.
  public var price: PriceLabel
  /// The currency, lower case.
  public var currency: Symbol
  /// How many items.
  public var items: Int64 = 0
  /// How many customers have one.
  public var customers: Int64 = 0
  /// Units of all items.
  public var quantity: Int64 = 0
  /// Minor units a month before discounts.
  public var gross: Int64 = 0
  /// Minor units a month.
  public var net: Int64 = 0

  /// Creates a share of nothing.
  public init(price: PriceLabel, currency: Symbol) {
    self.price = price
    self.currency = currency
  }
}

/// What one customer brings in one currency at an instant.
public struct CustomerBalance: Hashable, Sendable {
  /// The customer's id.
  public var customer: Symbol
  /// The currency, lower case.
  public var currency: Symbol
  /// Subscriptions that bring something.
  public var subscriptions: Int64 = 0
  /// Minor units a month before discounts.
  public var gross: Int64 = 0
  /// Minor units a month.
  public var net: Int64 = 0

  /// Creates a balance of nothing.
  public init(customer: Symbol, currency: Symbol) {
    self.customer = customer
    self.currency = currency
  }
}

/// How many trials ended in some time, and how many of them led to a payment.
public struct TrialConversion: Hashable, Sendable {
  /// Trials that began.
  public var started: Int64 = 0
  /// Trials that ended.
  public var ended: Int64 = 0
  /// Of those that ended the ones that led to a payment, as it is known at the clock.
  public var converted: Int64 = 0
  /// Of those that ended the ones that did not.
  public var lost: Int64 = 0
  /// Of those that ended the ones that go on without a payment that was seen.
  public var unproven: Int64 = 0
  /// Conversions whose payment came in this time, whenever the trial had ended.
  public var conversions: Int64 = 0

  /// Creates a count of nothing.
  public init() {}

  /// Of the trials that ended those that led to a payment; never above one.
  public var cohortRate: Ratio { Ratio(converted, of: ended) }
  /// Conversions in this time over trials that ended in it, as Stripe counts over thirty days; may
  /// be above one.
  public var rollingRate: Ratio { Ratio(conversions, of: ended) }
}
