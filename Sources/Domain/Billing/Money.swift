/// An amount in the smallest unit of its currency: 1999 with `usd` is $19.99, with `jpy` ¥1999.
public struct Money: Hashable, Sendable {
  /// The amount, in minor units; negative for credits.
  public var minorUnits: Int64
  /// The ISO 4217 code, lower case as Stripe writes it; empty when not known.
  public var currency: String

  /// Creates an amount.
  public init(minorUnits: Int64, currency: String) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// The amount with its decimal point and currency: `19.99 usd`.
  public var text: String { decimalText + (currency.isEmpty ? "" : " " + currency) }

  /// The amount in major units, exactly: `19.99`, `-0.05`, `1999` for yen.
  public var decimalText: String { decimalText(by: .standard) }

  /// The amount in major units, exactly, with as many digits as a table has for the currency.
  public func decimalText(by table: CurrencyTable) -> String {
    minorUnits.decimalText(places: table.digits(of: currency))
  }
}

/// How often a price recurs.
public enum BillingInterval: String, Sendable, CaseIterable {
  /// Every day.
  case day
  /// Every week.
  case week
  /// Every month.
  case month
  /// Every year.
  case year

  /// What one interval is of a month, as a fraction: a year is 1/12, a week 52/12, a day 365/12.
  public var perMonth: (numerator: Int64, denominator: Int64) {
    switch self {
    case .day: (365, 12)
    case .week: (52, 12)
    case .month: (1, 1)
    case .year: (1, 12)
    }
  }

  /// A recurring amount normalised to one month, rounded half away from zero.
  ///
  /// - Parameters:
  ///   - amount: minor units for one period.
  ///   - count: how many intervals make one period; 1 or more.
  /// - Returns: minor units for a month; `nil` when the product does not fit 64 bits.
  public func monthly(_ amount: Int64, count: Int64) -> Int64? {
    guard count > 0 else { return nil }
    let (numerator, denominator) = perMonth
    let (product, overflow) = amount.multipliedReportingOverflow(by: numerator)
    let (divisor, tooLarge) = denominator.multipliedReportingOverflow(by: count)
    guard !overflow, !tooLarge else { return nil }
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
    let roundsAway = remainder.magnitude >= (UInt64(divisor) + 1) / 2
    return roundsAway ? quotient + (product < 0 ? -1 : 1) : quotient
  }
}
