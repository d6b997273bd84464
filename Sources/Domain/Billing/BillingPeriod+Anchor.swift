extension BillingPeriod {
  /// The start of a period, counted from the anchor of a subscription's billing cycle.
  ///
  /// A month that lacks the anchor's day ends a period on its last day, and the next one is counted
  /// from the anchor again: 31 January, 28 February, 31 March. The time of day stays, in UTC.
  ///
  /// Source: Stripe documentation, “Set the subscription billing date”.
  ///
  /// - Parameters:
  ///   - index: how many periods after the anchor; negative for those before.
  ///   - anchor: where period 0 starts.
  /// - Returns: the instant; `nil` when it is too far away to be a date.
  public func start(ofPeriod index: Int, from anchor: Timestamp) -> Timestamp? {
    let (steps, isTooLarge) = count.multipliedReportingOverflow(by: Int64(index))
    guard !isTooLarge, steps.magnitude < 1_000_000 else { return nil }
    switch interval {
    case .day: return anchor.adding(seconds: steps * 86_400)
    case .week: return anchor.adding(seconds: steps * 7 * 86_400)
    case .month: return anchor.adding(months: Int(steps))
    case .year: return anchor.adding(months: Int(steps) * 12)
    }
  }
}

extension Timestamp {
  /// The same day and time of day so many months later, in UTC; the last day of a shorter month.
  public func adding(months: Int) -> Timestamp {
    let civil = CivilTime(self)
    let month = CalendarMonth(number: CalendarMonth(self).number + months)
    let today = CalendarDay(self).start
    return Timestamp(
      microseconds: month.start(ofDay: civil.day).microseconds
        + (microseconds - today.microseconds))
  }
}
