/// Every choice that a revenue figure depends on; all of them are printed with the figures.
///
/// Vendors differ in each of these; what is chosen here unless a profile or a pipeline says
/// otherwise is explained beside each.
public struct MeasureRules: Hashable, Sendable {
  /// The profile that the rules began as.
  public var profile = MeasureProfile.default
  /// From what the amount of an item is taken.
  public var basis = Basis.items
  /// For how many days an unpaid renewal is waited for before it counts as churn, 0 to 90; `nil`
  /// waits for Stripe's own word.
  public var graceDays: Int?
  /// From when a subscription counts.
  public var start = Start.effective
  /// When a subscription that ends stops counting.
  public var churn = ChurnDate.effectiveEnd
  /// Which discounts are subtracted.
  public var discounts = DiscountReach.forever
  /// Whether metered items count.
  public var metered = Metered.excluded
  /// What a day and a week are of a month.
  public var factors = MonthFactors()
  /// Whether a subscription counts while its collection is paused.
  public var pause = Pause.byBehavior
  /// Changes within which time of each other are one movement.
  public var grain = MovementGrain.day
  /// Where days and months begin, an IANA name.
  public var timeZone = "UTC"
  /// After how many days without revenue a customer who comes back is new; `nil` for never.
  public var reactivationWindowDays: Int?
  /// Whether what rates of exchange do to consolidated balances is a movement of its own.
  public var showsExchangeMovement = true
  /// What becomes of half a minor unit.
  public var rounding = Rounding.halfUp
  /// Whether revenue won back lessens net churn, as expansion does.
  public var netChurnCountsReactivation = false
  /// Whether revenue won back adds to the quick ratio, as new revenue does.
  public var quickRatioCountsReactivation = false
  /// Over how many months churn is averaged for the lifetime value: 1, 3, 6 or 12.
  public var lifetimeMonths = 1
  /// The part of revenue that is left after the cost of serving it, 0 to 1.
  public var grossMargin = Fraction.one
  /// The currency of consolidated figures, lower case; `nil` when there are none.
  public var reportingCurrency: String?
  /// What is done when there is no rate for a month's end.
  public var missingRate = MissingRate.isException

  /// Creates the default rules.
  public init() {}
}

extension MeasureRules {
  /// From what the amount of an item is taken.
  public enum Basis: String, Hashable, Sendable, CaseIterable {
    /// Its price and quantity; the latest invoice line only where the price has no amount.
    case items
    /// Its latest invoice line that is no proration.
    case invoices
  }

  /// From when a subscription counts.
  public enum Start: String, Hashable, Sendable, CaseIterable {
    /// Its start, or the end of its trial.
    case effective
    /// Its first payment.
    case firstPayment = "first-payment"
  }

  /// When a subscription that ends stops counting.
  public enum ChurnDate: String, Hashable, Sendable, CaseIterable {
    /// When it ends: `ended_at`, or the change to a status that does not count.
    case effectiveEnd = "effective-end"
    /// When the end is asked for, even if the period is paid.
    case cancelRequest = "cancel-request"
    /// At the end of the period that is paid, even if it ends before.
    case periodEnd = "period-end"
  }

  /// Which discounts are subtracted.
  public enum DiscountReach: String, Hashable, Sendable, CaseIterable {
    /// None.
    case none
    /// Those without an end.
    case forever
    /// Those without an end and those for some months.
    case recurring
    /// All of them.
    case all
  }

  /// Whether metered items count.
  public enum Metered: String, Hashable, Sendable, CaseIterable {
    /// They do not.
    case excluded
    /// As much as their latest invoice line says.
    case trailingInvoice = "trailing-invoice"
  }

  /// Whether a subscription counts while its collection is paused.
  public enum Pause: String, Hashable, Sendable, CaseIterable {
    /// While invoices are kept as drafts, not while they are void or given up.
    case byBehavior = "by-behavior"
    /// Never.
    case excluded
    /// Always.
    case included
  }

  /// What is done when there is no rate for a month's end.
  public enum MissingRate: String, Hashable, Sendable, CaseIterable {
    /// The month's consolidated figures stay blank, and an exception says why.
    case isException = "exception"
    /// The latest rate before is used, and an exception says so.
    case carryForward = "carry-forward"
  }
}

/// Changes within which time of each other are one movement of a customer.
public enum MovementGrain: String, Hashable, Sendable, CaseIterable {
  /// The same instant.
  case event
  /// The same day of the reporting time zone, so that a swap of plans is no churn.
  case day
  /// The same month, so that who comes and goes within it is not seen.
  case month
}
