/// A set of rules by the name of the product whose figures they come close to.
///
/// Sources: the documentation of each product; where it is silent the default stays. Figures come
/// close and are not promised to be equal: none of the products publishes all of its rules.
public enum MeasureProfile: String, Hashable, Sendable, CaseIterable {
  /// What an accountant would expect without knowing any of the products.
  case `default`
  /// Stripe Billing's analytics: churn counts when it is asked for.
  case stripe
  /// ChartMogul: all discounts, no movement by exchange rates, revenue won back lessens churn.
  case chartMogul = "chartmogul"
  /// ProfitWell, now Paddle Metrics: all discounts, churn when the paid period ends, by month.
  case profitWell = "profitwell"
  /// Baremetrics: all discounts, thirty days without payment are churn.
  case baremetrics

  /// The rules of the profile.
  public var rules: MeasureRules {
    var rules = MeasureRules()
    rules.profile = self
    switch self {
    case .default: break
    case .stripe: rules.churn = .cancelRequest
    case .chartMogul:
      rules.discounts = .all
      rules.showsExchangeMovement = false
      rules.netChurnCountsReactivation = true
    case .profitWell:
      rules.discounts = .all
      rules.churn = .periodEnd
      rules.grain = .month
      rules.pause = .excluded
    case .baremetrics:
      rules.discounts = .all
      rules.graceDays = 30
    }
    return rules
  }
}
