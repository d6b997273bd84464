public import Billing
import Bytes
public import Revenue

/// What a month's close shows beyond the figures of all months.
extension RecurringMeasure {
  /// Measures what holds when a month is over, and checks everything that recurs.
  ///
  /// - Parameters:
  ///   - figures: the figures of all months.
  ///   - month: the month that is closed.
  ///   - asOf: the last instant whose events count.
  ///   - billing: invoices and money; `nil` where they were not measured.
  /// - Returns: the close.
  /// - Complexity: linear in changes, and in trials times months.
  public func close(
    of figures: RecurringFigures, _ month: CalendarMonth, asOf: Timestamp,
    billing: BillingFigures? = nil
  ) -> CloseFigures {
    let zone = figures.zone
    let end = zone.range(of: month).upperBound
    var close = CloseFigures(month, asOf: asOf, figures)
    close.weeks = rollForwards(.week, of: figures)
    close.plans = plans(figures, before: end)
    close.customers = customers(figures, before: end)
    close.trials = figures.months.map { period in
      let time = period.range(in: zone)
      let thirtyDays = time.upperBound.adding(seconds: -30 * 86_400)..<time.upperBound
      return TrialMonth(
        period.month, inMonth: trials(figures, in: time),
        inThirtyDays: trials(figures, in: thirtyDays))
    }
    close.billing = billing
    let days = DayMeasure(figures, month, asOf: asOf)
    close.days = days.days(failures: billing?.failures ?? [])
    close.planDays = days.plans()
    close.tieOuts = RecurringTieOuts(close).all
    return close
  }
}
