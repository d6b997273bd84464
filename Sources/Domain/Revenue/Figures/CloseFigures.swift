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

  /// Closed months as they were reported and as they would be now; empty where none are closed.
  public var restatements: [RestatedMonth] = []

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

extension CloseFigures {
  /// Takes in what came to light of closed months.
  ///
  /// - Parameters:
  ///   - corrections: what came to light, with symbols of what recurs.
  ///   - known: the figures as they would be now.
  ///   - month: the last closed month.
  public mutating func correct(
    _ corrections: [LedgerCorrection], of known: RecurringFigures, through month: CalendarMonth
  ) {
    self.corrections = corrections
    for period in recurring.months where period.month <= month {
      for currency in recurring.currencies {
        let code = recurring.ledger.symbols.text(currency.currency)
        let other = known.currencies.first { known.ledger.symbols.text($0.currency) == code }
        restatements.append(
          RestatedMonth(
            month: period.month, currency: currency.currency,
            reported: recurring.place(of: period.month).map { currency.months[$0].closing } ?? 0,
            restated: known.place(of: period.month).flatMap { other?.months[$0].closing } ?? 0))
      }
    }
  }
}

/// A closed month's balance as it was reported, and as it would be now.
public struct RestatedMonth: Hashable, Sendable {
  /// The month.
  public var month: CalendarMonth
  /// The currency, lower case.
  public var currency: Symbol
  /// Minor units a month at its end, as reported.
  public var reported: Int64
  /// Minor units a month at its end, as known now.
  public var restated: Int64
  /// How much more it would be.
  public var change: Int64 { restated &- reported }
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
