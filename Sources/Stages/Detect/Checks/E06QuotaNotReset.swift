import Billing
import Bytes
import Reconciliation

extension Check {
  static let quotaNotReset = Check(
    "E06", "quota-not-reset",
    definition: "What is counted for a period was not started again, or too early, or late.",
    origin: "A renewal was missed, or the job that begins the next period did not run.",
    harm: .denied, severity: .p2, disposition: .auto,
    fix: "Begin the period anew, from the date on which it should have begun.",
    safeguard: "The new period was paid for; nothing was counted after the old one.",
    personWhen: "The period is another one, something was counted since, or rows are not reused.",
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
    let grants = file.grantsOfTable
    return file.rows.compactMap { row in
      if let story = fault(ofDay: day[row].integer) {
        return held(check.finding(about: row, in: file, story: story), check)
      }
      if let time = end[row], let story = fault(ofEnd: time) {
        var drift = check.finding(about: row, in: file, story: story)
        renew(row, end.day(row), day[row].integer, grants, &drift, by: check)
        return drift
      }
      return fault(from: start?.day(row), to: end.day(row), day: day[row].integer).map {
        held(check.finding(about: row, in: file, story: $0), check)
      }
    }
  }

  /// A finding about a period that began or ends on the wrong day.
  private func held(_ drift: Drift, _ check: Check) -> Drift {
    var drift = drift
    check.mend(&drift, by: .none, unless: "nothing tells which period was meant")
    return drift
  }

  /// Begins the period that runs now, if a rule says what the row is granted for.
  private func renew(
    _ row: Int, _ end: CalendarDay?, _ day: Int64?, _ grants: [RuleCase], _ drift: inout Drift,
    by check: Check
  ) {
    guard let owner = file.table[row, .owner].symbol,
      let remedy = grants.first(where: { $0.filter.accepts(row) })?.grants?.remedy,
      let day = day.map({ Int($0) }), let end, end.start < file.clock.asOf
    else {
      check.mend(&drift, by: .none, unless: "no rule says what the row is granted for")
      return
    }
    var (start, next) = (end, end.next(ofMonth: day))
    while zone.start(of: next) <= file.clock.asOf {
      (start, next) = (next, next.next(ofMonth: day))
    }
    var dates: [String?: Cell] = [reset.column: .time(zone.start(of: next))]
    if let column = reset.start { dates[column] = .time(zone.start(of: start)) }
    remedy.renew(
      row, of: owner, endingAt: zone.start(of: end), setting: dates,
      unless: reset.isInPlace ? nil : GrantRemedy.notInPlace, &drift, by: check)
  }

  /// Where days begin in the column; a date says itself which day it is.
  private var zone: TimeZoneRules {
    let type = file.table.definition.place(ofColumn: reset.column)
      .map { file.table.definition.columns[$0].type }
    return type == .date ? .utc : file.evidence.zone
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

extension RuleCase {
  /// The rules that say what the rows of the same table are granted for.
  fileprivate var grantsOfTable: [RuleCase] {
    evidence.definition.declaredChecks.compactMap { other in
      guard case .grant = other.rule, other.table == declared.table else { return nil }
      return RuleCase(other, board)
    }
  }
}
