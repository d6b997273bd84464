/// One rule as people read it.
public struct RuleLine: Hashable, Sendable {
  /// What it is about.
  public var name: String
  /// What holds.
  public var value: String
}

extension MeasureRules {
  /// Every rule with what holds, in the order in which figures depend on them: for a manifest, a
  /// page of definitions, and whoever compares two sets.
  public var lines: [RuleLine] {
    let pairs = [
      ("profile", profile.rawValue),
      ("basis", basis.rawValue),
      ("counted statuses", "active past_due"),
      ("grace for unpaid renewals", graceDays.map { "\($0) days" } ?? "as long as Stripe tries"),
      ("start", start.rawValue),
      ("churn", churn.rawValue),
      ("discounts", discounts.rawValue),
      ("metered", metered.rawValue),
      ("days in a month", factors.days.text),
      ("weeks in a month", factors.weeks.text),
      ("paused collection", pause.rawValue),
      ("movement grain", grain.rawValue),
      ("time zone", timeZone),
      ("reactivation window", reactivationWindowDays.map { "\($0) days" } ?? "unlimited"),
      ("rounding", rounding.rawValue),
      ("exchange movement", showsExchangeMovement ? "shown" : "not shown"),
      ("net churn counts reactivation", netChurnCountsReactivation ? "yes" : "no"),
      ("quick ratio counts reactivation", quickRatioCountsReactivation ? "yes" : "no"),
      ("lifetime value over", "\(lifetimeMonths) months of churn"),
      ("gross margin", grossMargin.text),
      ("consolidated in", reportingCurrency ?? "no currency"),
      ("missing rate", missingRate.rawValue),
    ]
    return pairs.map { RuleLine(name: $0.0, value: $0.1) }
  }
}

extension Fraction {
  /// The number as a whole one or a fraction in lowest terms: `30`, `365/12`.
  public var text: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
