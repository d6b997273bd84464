public import Billing

/// How long the periods of a report are.
public enum PeriodLength: String, Hashable, Sendable, CaseIterable {
  /// Days.
  case day
  /// Weeks, from Monday.
  case week
  /// Months of the calendar.
  case month
  /// Quarters of the calendar year.
  case quarter
}

/// One of the periods of a report in a time zone; they follow each other without a gap.
public struct ReportingPeriod: Hashable, Comparable, Sendable {
  /// How long it is.
  public let length: PeriodLength
  /// Its number; the next one's is one more.
  public let number: Int

  /// The period that an instant belongs to.
  public init(_ length: PeriodLength, of time: Timestamp, in zone: TimeZoneRules) {
    self.length = length
    switch length {
    case .day: number = zone.day(of: time).number
    case .week: number = Self.week(of: zone.day(of: time))
    case .month: number = zone.month(of: time).number
    case .quarter: number = zone.month(of: time).number / 3
    }
  }

  /// A month.
  public init(_ month: CalendarMonth) { self.init(.month, number: month.number) }

  private init(_ length: PeriodLength, number: Int) {
    self.length = length
    self.number = number
  }

  /// The Monday of the week that the days of 1970 begin with has the number -3.
  private static func week(of day: CalendarDay) -> Int { (day.weekStart.number + 3) / 7 }

  /// The day it begins with.
  public var firstDay: CalendarDay {
    switch length {
    case .day: CalendarDay(number: number)
    case .week: CalendarDay(number: number * 7 - 3)
    case .month: CalendarDay(CalendarMonth(number: number), day: 1)
    case .quarter: CalendarDay(CalendarMonth(number: number * 3), day: 1)
    }
  }

  /// The instants it has in a time zone, the end not among them.
  public func range(in zone: TimeZoneRules) -> Range<Timestamp> {
    zone.start(of: firstDay)..<zone.start(of: next.firstDay)
  }

  /// The period after a number of others.
  public func advanced(by count: Int) -> ReportingPeriod {
    ReportingPeriod(length, number: number + count)
  }

  /// The period after this one.
  public var next: ReportingPeriod { advanced(by: 1) }

  /// The month, for one.
  public var month: CalendarMonth { firstDay.month }

  /// What it is called: `2026-01-15`, the Monday of a week, `2026-01` or `2026-Q1`.
  public var text: String {
    switch length {
    case .day, .week: firstDay.text
    case .month: month.text
    case .quarter: "\(month.text.prefix(4))-Q\(number % 4 + 1)"
    }
  }

  /// Orders by time, among periods of one length.
  public static func < (one: ReportingPeriod, other: ReportingPeriod) -> Bool {
    one.number < other.number
  }
}
