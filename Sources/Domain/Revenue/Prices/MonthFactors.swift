public import Billing

/// What a day and a week are of a month; a month is one, and a year is twelve of them.
///
/// Stripe publishes no factor for days and weeks, and products differ, so these are a choice that
/// every export names.
public struct MonthFactors: Hashable, Sendable {
  /// Days in a month: 365/12 unless chosen otherwise (30, 30.44 and 30.4375 are in use).
  public var days = Fraction(365, over: 12)
  /// Weeks in a month: 52/12 unless chosen otherwise (4, 4.33 and 365/84 are in use).
  public var weeks = Fraction(52, over: 12)

  /// Creates the usual factors.
  public init() {}

  /// What one period of a price has to be multiplied by to be an amount for a month.
  ///
  /// - Returns: the factor; `nil` for a period of no length.
  public func factor(of period: BillingPeriod) -> Fraction? {
    guard period.count > 0 else { return nil }
    let unit =
      switch period.interval {
      case .day: days
      case .week: weeks
      case .month: Fraction.one
      case .year: Fraction(1, over: 12)
      }
    let factor = unit / Fraction(period.count)
    return factor.isFinite ? factor : nil
  }
}
