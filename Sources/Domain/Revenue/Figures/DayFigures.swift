public import Billing
public import Bytes

/// What happened on one day.
public struct DayFigures: Hashable, Sendable {
  /// The day, in the time zone of the rules.
  public var day: CalendarDay
  /// Trials that began.
  public var trialsStarted: Int64 = 0
  /// First payments after a trial.
  public var conversions: Int64 = 0
  /// Customers who came, for the first time or again.
  public var arrivals: Int64 = 0
  /// Customers who lost all that recurs.
  public var cancellations: Int64 = 0
  /// Renewals whose first attempt failed.
  public var failedPayments: Int64 = 0

  /// Creates a day on which nothing happened.
  public init(_ day: CalendarDay) { self.day = day }
}

/// How many items of a price bring something at the end of a day.
public struct PlanDay: Hashable, Sendable {
  /// The day, in the time zone of the rules.
  public var day: CalendarDay
  /// The price, its product and period.
  public var price: PriceLabel
  /// The currency, lower case.
  public var currency: Symbol
  /// How many items.
  public var items: Int64

  /// Creates a count.
  public init(day: CalendarDay, price: PriceLabel, currency: Symbol, items: Int64) {
    self.day = day
    self.price = price
    self.currency = currency
    self.items = items
  }
}
