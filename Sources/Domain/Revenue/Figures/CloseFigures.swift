public import Billing
public import Bytes

/// All figures of a pipeline up to the end of one month: what its close is made of.
public struct CloseFigures: Sendable {
  /// The month that is closed.
  public var month: CalendarMonth
  /// The last instant whose events count.
  public var asOf: Timestamp
  /// The latest instant that any record is of; `nil` where nothing was read.
  public var dataThrough: Timestamp?
  /// What recurs.
  public var recurring: RecurringFigures
  /// What recurs, by weeks instead of months: for each currency its roll-forwards.
  public var weeks: [[RollForward]] = []
  /// What each price brings when the month is over.
  public var plans: [PlanShare] = []
  /// What each customer brings when the month is over.
  public var customers: [CustomerBalance] = []
  /// The trials, month by month.
  public var trials: [TrialMonth] = []
  /// What happened on each day of the month.
  public var days: [DayFigures] = []
  /// How many items of each price bring something at the end of each day of the month.
  public var planDays: [PlanDay] = []
  /// What was used month by month, by the rows of the database.
  public var usage: [UsageMonth] = []
  /// Invoices and money; `nil` where they were not measured.
  public var billing: BillingFigures?
  /// The journal.
  public var journal = JournalPages()
  /// From the database's figure to Stripe's; `nil` where the two were not compared.
  public var bridge: Bridge?
  /// What is known now of closed months and was reported otherwise; symbols as of what recurs.
  public var corrections: [LedgerCorrection] = []
  /// Whether recurring revenue comes to the same by every way; symbols are those of its ledger.
  public var tieOuts: [TieOut] = []

  /// Every figure of closed months as it was reported and as it would be now, by month, currency
  /// and figure; empty where none are closed.
  public var restatements: [RestatedFigure] = []

  /// Creates figures without those of a month's end.
  public init(_ month: CalendarMonth, asOf: Timestamp, _ recurring: RecurringFigures) {
    self.month = month
    self.asOf = asOf
    self.recurring = recurring
  }

  /// Every tie-out, with the symbols of its currency.
  public var allTieOuts: [(tieOut: TieOut, symbols: Symbols)] {
    tieOuts.map { ($0, recurring.ledger.symbols) }
      + (bridge.map { bridge in bridge.tieOuts.map { ($0, bridge.symbols) } } ?? [])
      + (billing.map { figures in figures.tieOuts.map { ($0, figures.facts.symbols) } } ?? [])
  }
}

/// The trials of a month.
public struct TrialMonth: Hashable, Sendable {
  /// The month.
  public var month: CalendarMonth
  /// Those that began, ended or led to a payment in it.
  public var inMonth: TrialConversion
  /// The same of the thirty days up to its end, as Stripe counts.
  public var inThirtyDays: TrialConversion

  /// Creates a month.
  public init(
    _ month: CalendarMonth, inMonth: TrialConversion, inThirtyDays: TrialConversion
  ) {
    self.month = month
    self.inMonth = inMonth
    self.inThirtyDays = inThirtyDays
  }
}
