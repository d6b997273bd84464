import Billing
import Bytes
import Reconciliation

extension Check {
  static let quotaNotReset = Check(
    "E06", "quota-not-reset",
    definition: "What is counted for a period was not started again, or too early, or late.",
    origin: "A renewal was missed, or the job that begins the next period did not run.",
    harm: .denied, severity: .p2, disposition: .review,
    fix: "Begin the period anew, from the date on which it should have begun.",
    safeguard: "The new period was paid for.",
    personWhen: "Always: what was used meanwhile belongs to one of the two periods.",
    needs: [],
    findByRule: { check, file in
      guard case .reset(let reset) = file.declared.rule else {
        return file.grants?.stale(check) ?? []
      }
      return ResetDates(reset, in: file).findings(check)
    })
}

/// Periods that step from a day of one month to the same day of the next.
private struct ResetDates {
  private let reset: ResetDate
  private let file: RuleCase

  init(_ reset: ResetDate, in file: RuleCase) {
    self.reset = reset
    self.file = file
  }

  func findings(_ check: Check) -> [Drift] {
    let (column, day) = (file.column(reset.column), file.column(reset.day))
    let start = reset.start.map(file.column)
    return file.rows.compactMap { row in
      fault(end: column[row].time, day: day[row].integer, start: start?[row].time).map {
        check.finding(about: row, in: file, story: $0)
      }
    }
  }

  private func fault(end: Timestamp?, day: Int64?, start: Timestamp?) -> String? {
    if let day, !(1...31).contains(day) { return "\(reset.day) is \(day), which no month has" }
    guard let end else { return nil }
    if end <= file.clock.horizon {
      let days = (file.clock.asOf.seconds - end.seconds) / 86_400
      let late = days == 0 ? "today" : days == 1 ? "a day ago" : "\(days) days ago"
      return "the period ended \(late) and no new one was begun"
    }
    guard let day else { return nil }
    let month = CalendarMonth(end)
    let due = month.start(ofDay: Int(day))
    if !due.isSameDay(as: end) {
      return "the period ends on day \(CivilTime(end).day), it should on day \(CivilTime(due).day)"
    }
    guard let start else { return nil }
    let next = CalendarMonth.next(day: Int(day), after: start)
    return next.isSameDay(as: end) ? nil : "the period is not the one from its start to day \(day)"
  }
}

extension Timestamp {
  /// Whether both are within one day of UTC.
  fileprivate func isSameDay(as other: Timestamp) -> Bool {
    let (one, two) = (CivilTime(self), CivilTime(other))
    return one.year == two.year && one.month == two.month && one.day == two.day
  }
}
