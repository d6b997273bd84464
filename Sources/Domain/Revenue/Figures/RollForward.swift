import Billing
public import Bytes

/// How one currency's recurring revenue and customers went from one balance to the next.
///
/// The opening balance, the movements and the exchange movement sum to the closing balance, which
/// is the next period's opening one; and so do the numbers of customers.
public struct RollForward: Hashable, Sendable {
  /// The period.
  public var period: ReportingPeriod
  /// The currency, lower case.
  public var currency: Symbol
  /// Minor units a month when the period begins.
  public var opening: Int64 = 0
  /// Minor units a month by kind of movement.
  public var movements = MovementSums<Int64>(all: 0)
  /// Minor units that rates of exchange add; zero in the currency itself.
  public var exchange: Int64 = 0
  /// Minor units a month when the period is over.
  public var closing: Int64 = 0
  /// Customers when the period begins.
  public var openingCustomers: Int64 = 0
  /// Customers by kind of movement; those of churn as a positive number.
  public var customers = MovementSums<Int64>(all: 0)
  /// Customers when the period is over.
  public var closingCustomers: Int64 = 0
  /// Subscriptions that bring something when the period is over.
  public var closingSubscriptions: Int64 = 0
  /// Of the customers that churned those that came within the same period.
  public var churnedJoiners: Int64 = 0
  /// The part of churn that nobody asked for: renewals that were not paid; negative.
  public var involuntaryChurn: Int64 = 0
  /// The customers of that part.
  public var involuntaryCustomers: Int64 = 0
  /// Those who were customers twelve months ago, and what they bring today.
  public var base: RetainedBase?

  /// Creates a roll-forward of nothing.
  public init(_ period: ReportingPeriod, currency: Symbol) {
    self.period = period
    self.currency = currency
  }

  /// Whether the balances and movements sum up.
  public var foots: Bool {
    let sum = MovementKind.allCases.reduce(opening.addingClamped(exchange)) {
      $0.addingClamped(movements[$1])
    }
    let people =
      openingCustomers + customers.new + customers.reactivation - customers.churn
    return sum == closing && people == closingCustomers
  }
}

/// Those who were customers at some time, and what they bring later.
public struct RetainedBase: Hashable, Sendable {
  /// What they brought then, in minor units a month.
  public var opening: Int64 = 0
  /// What is left of it: of each the smaller of then and now.
  public var kept: Int64 = 0
  /// What they bring now.
  public var current: Int64 = 0

  /// Creates a base of nobody.
  public init() {}

  /// What is left of each unit of revenue.
  public var grossRetention: Ratio { Ratio(kept, of: opening) }
  /// What each unit of revenue has become, expansion included.
  public var netRetention: Ratio { Ratio(current, of: opening) }
}

// MARK: Rates

extension RollForward {
  /// Twelve times the closing balance, in minor units a year; `nil` when that does not fit.
  public var annual: Int64? {
    let (annual, isOver) = closing.multipliedReportingOverflow(by: 12)
    return isOver ? nil : annual
  }

  /// Of the customers at the beginning those that are gone; who came and went within the period is
  /// in neither number.
  public var customerChurn: Ratio {
    Ratio(customers.churn - churnedJoiners, of: openingCustomers)
  }

  /// The same as Stripe counts it: all that are gone, of those at the beginning and the new ones.
  public var customerChurnWithNew: Ratio {
    Ratio(customers.churn, of: openingCustomers + customers.new)
  }

  /// Churn and contraction, as a positive amount of minor units.
  public var lostRevenue: Int64 { -movements.churn.addingClamped(movements.contraction) }

  /// Of the revenue at the beginning what was lost.
  public var grossChurn: Ratio { Ratio(lostRevenue, of: opening) }

  /// Of the revenue at the beginning what was lost and not made up for by expansion.
  ///
  /// Revenue won back counts as well, if the rules say so. Negative where more was gained.
  public func netChurn(_ rules: MeasureRules) -> Ratio {
    let back = rules.netChurnCountsReactivation ? movements.reactivation : 0
    return Ratio(
      lostRevenue.addingClamped(-movements.expansion.addingClamped(back)), of: opening)
  }

  /// Gross revenue retention: what is left of the revenue at the beginning; never above one.
  public var grossRetention: Ratio { Ratio(opening.addingClamped(-lostRevenue), of: opening) }

  /// Net revenue retention: the same with expansion.
  public var netRetention: Ratio {
    Ratio(
      opening.addingClamped(-lostRevenue).addingClamped(movements.expansion), of: opening)
  }

  /// What was gained for each unit that was lost.
  public func quickRatio(_ rules: MeasureRules) -> Ratio {
    let back = rules.quickRatioCountsReactivation ? movements.reactivation : 0
    return Ratio(
      movements.new.addingClamped(movements.expansion).addingClamped(back), of: lostRevenue)
  }

  /// Average revenue of a customer, in minor units a month.
  public var averagePerCustomer: Ratio { Ratio(closing, of: closingCustomers) }

  /// Average revenue of a subscription, in minor units a month.
  public var averagePerSubscription: Ratio { Ratio(closing, of: closingSubscriptions) }
}
