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
    let (end, day) = (file.dates(reset.column), file.column(reset.day))
    let start = reset.start.map(file.dates)
    return file.rows.compactMap { row in
      let fault =
        fault(ofDay: day[row].integer) ?? end[row].flatMap(fault(ofEnd:))
        ?? fault(from: start?.day(row), to: end.day(row), day: day[row].integer)
      return fault.map { check.finding(about: row, in: file, story: $0) }
    }
  }

  private func fault(ofDay day: Int64?) -> String? {
    guard let day, !(1...31).contains(day) else { return nil }
    return "\(reset.day) is \(day), which no month has"
  }

  private func fault(ofEnd end: Timestamp) -> String? {
    guard end <= file.clock.horizon else { return nil }
    let days = (file.clock.asOf.seconds - end.seconds) / 86_400
    let late = days == 0 ? "today" : days == 1 ? "a day ago" : "\(days) days ago"
    return "the period ended \(late) and no new one was begun"
  }

  private func fault(from start: CalendarDay?, to end: CalendarDay?, day: Int64?) -> String? {
    guard let end, let day = day.map({ Int($0) }) else { return nil }
    let due = CalendarDay(end.month, day: day)
    if due != end {
      return "the period ends on day \(end.ofMonth), it should on day \(due.ofMonth)"
    }
    guard let start, start.next(ofMonth: day) != end else { return nil }
    return "the period is not the one from its start to day \(day)"
  }
}
