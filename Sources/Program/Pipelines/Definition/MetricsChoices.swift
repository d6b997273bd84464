public import Revenue

/// How revenue is measured, and by which files.
public struct MetricsChoices: Hashable, Sendable {
  /// The rules: those of a profile with what the pipeline says otherwise.
  public var rules = MeasureRules()
  /// How revenue is spread over the time in which it is earned.
  public var recognition = RecognitionRules()
  /// The file of rates of exchange, as a path from the root; nil when there is none.
  public var ratesFile: String?
  /// The file of currencies that stands in for the standard one, as a path from the root.
  public var currenciesFile: String?
  /// The file that says what accounts are called, as a path from the root; nil when there is none.
  public var accountsFile: String?
  /// The file that says which customers are the same, as a path from the root; nil when there is
  /// none.
  public var aliasesFile: String?
  /// The file of the general ledger's trial balance, as a path from the root; nil when there is
  /// none.
  public var trialBalanceFile: String?
  /// The file of what was reported of closed months, as a path from the root; nil when none is.
  public var closedFile: String?
  /// Where the pipeline says so; nil when it says nothing of revenue.
  public var place: PipelinePlace?
  /// What the pipeline says otherwise than the profile, in the order of the text.
  var overrides: [MetricsOverride] = []

  /// Creates the defaults.
  public init() {}

  /// Every file that figures depend on besides the exports, with what it is for.
  var files: [(purpose: String, path: String)] {
    [
      ("rates", ratesFile), ("currencies", currenciesFile), ("accounts", accountsFile),
      ("aliases", aliasesFile),
      ("trial-balance", trialBalanceFile), ("closed", closedFile),
    ].compactMap { purpose, path in path.map { (purpose, $0) } }
  }

  /// The rules of another profile with what the pipeline says otherwise.
  public func rules(of profile: MeasureProfile) -> MeasureRules {
    var rules = profile.rules
    rules.timeZone = self.rules.timeZone
    for override in overrides { override.apply(to: &rules) }
    return rules
  }
}

/// One rule that a pipeline sets.
enum MetricsOverride: Hashable, Sendable {
  case basis(MeasureRules.Basis)
  case graceDays(Int)
  case start(MeasureRules.Start)
  case churn(MeasureRules.ChurnDate)
  case discounts(MeasureRules.DiscountReach)
  case metered(MeasureRules.Metered)
  case pause(MeasureRules.Pause)
  case grain(MovementGrain)
  case days(Fraction)
  case weeks(Fraction)
  case rounding(Rounding)
  case reactivationWindow(Int)
  case exchangeMovement(Bool)
  case netChurnCountsReactivation(Bool)
  case quickRatioCountsReactivation(Bool)
  case lifetimeMonths(Int)
  case grossMargin(Fraction)
  case currency(String)
  case missingRate(MeasureRules.MissingRate)

  func apply(to rules: inout MeasureRules) {
    switch self {
    case .basis(let basis): rules.basis = basis
    case .graceDays(let days): rules.graceDays = days
    case .start(let start): rules.start = start
    case .churn(let churn): rules.churn = churn
    case .discounts(let reach): rules.discounts = reach
    case .metered(let metered): rules.metered = metered
    case .pause(let pause): rules.pause = pause
    case .grain(let grain): rules.grain = grain
    case .days(let factor): rules.factors.days = factor
    case .weeks(let factor): rules.factors.weeks = factor
    case .rounding(let rounding): rules.rounding = rounding
    case .reactivationWindow(let days): rules.reactivationWindowDays = days
    case .exchangeMovement(let isShown): rules.showsExchangeMovement = isShown
    case .netChurnCountsReactivation(let counts): rules.netChurnCountsReactivation = counts
    case .quickRatioCountsReactivation(let counts): rules.quickRatioCountsReactivation = counts
    case .lifetimeMonths(let months): rules.lifetimeMonths = months
    case .grossMargin(let margin): rules.grossMargin = margin
    case .currency(let currency): rules.reportingCurrency = currency
    case .missingRate(let missing): rules.missingRate = missing
    }
  }
}
