/// What one period of a recurring price is, whatever word is used for it.
public struct BillingPeriod: Hashable, Sendable {
  /// The unit.
  public var interval: BillingInterval
  /// How many units make one period; 1 or more.
  public var count: Int64

  /// Creates a period.
  public init(_ interval: BillingInterval, count: Int64 = 1) {
    self.interval = interval
    self.count = count
  }

  /// The period that a word names: Stripe's own words and those that databases use.
  ///
  /// - Parameter word: a word in letters of any case; blanks, `-` and `_` do not count.
  public init?(word: String) {
    let letters = word.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
    switch letters {
    case "day", "daily", "days": self.init(.day)
    case "week", "weekly", "weeks": self.init(.week)
    case "month", "monthly", "months": self.init(.month)
    case "year", "yearly", "years", "annual", "annually": self.init(.year)
    case "quarter", "quarterly", "3months": self.init(.month, count: 3)
    case "halfyear", "halfyearly", "semiannual", "semiannually", "6months":
      self.init(.month, count: 6)
    case "biweekly", "fortnightly": self.init(.week, count: 2)
    case "biennial": self.init(.year, count: 2)
    default: return nil
    }
  }
}
