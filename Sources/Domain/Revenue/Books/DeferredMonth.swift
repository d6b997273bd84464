public import Billing
public import Bytes

/// What was deferred at the ends of a month, and what moved it.
public struct DeferredMonth: Hashable, Sendable {
  /// The currency.
  public var currency: Symbol
  /// The month.
  public var period: CalendarMonth
  /// Billed and not earned when the month began, in minor units.
  public var opening: Int64
  /// Billed in the month; what was earned before it was billed is not in it.
  public var billings: Int64
  /// Earned in the month, of what was billed.
  public var recognized: Int64
  /// Taken back in the month before it was earned, less what was restored.
  public var cleared: Int64
  /// Billed and not earned when the month ended.
  public var closing: Int64

  /// Creates a month.
  public init(currency: Symbol, period: CalendarMonth, opening: Int64) {
    self.currency = currency
    self.period = period
    self.opening = opening
    (billings, recognized, cleared, closing) = (0, 0, 0, opening)
  }
}

/// What of the invoices booked in one month was earned in another.
public struct WaterfallCell: Hashable, Sendable {
  /// The currency.
  public var currency: Symbol
  /// When the invoices became final.
  public var booked: CalendarMonth
  /// When the revenue was earned.
  public var recognized: CalendarMonth
  /// Minor units, before anything was taken back.
  public var amount: Int64

  /// Creates a cell.
  public init(
    currency: Symbol, booked: CalendarMonth, recognized: CalendarMonth, amount: Int64
  ) {
    self.currency = currency
    self.booked = booked
    self.recognized = recognized
    self.amount = amount
  }
}
