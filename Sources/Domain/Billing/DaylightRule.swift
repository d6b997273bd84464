/// What a zone's clocks do year after year: the rule in the last line of its file.
///
/// Source: POSIX.1-2017, “Other Environment Variables”, `TZ`, with the hours beyond a day that
/// RFC 8536, section 3.3.1, allows. For example `CET-1CEST,M3.5.0,M10.5.0/3`.
struct DaylightRule: Hashable, Sendable {
  /// Standard time, in seconds ahead of UTC.
  var standardOffset: Int32
  /// The time in between, if there is one.
  var daylight: Daylight?

  struct Daylight: Hashable, Sendable {
    /// In seconds ahead of UTC.
    var offset: Int32
    /// When it begins, by standard time.
    var start: YearlyTime
    /// When it ends, by its own time.
    var end: YearlyTime
  }

  /// One moment of every year.
  struct YearlyTime: Hashable, Sendable {
    /// The day.
    var day: YearlyDay
    /// Seconds after its midnight; may be negative or more than a day.
    var seconds: Int64 = 7200
  }

  /// One day of every year.
  enum YearlyDay: Hashable, Sendable {
    /// Day 1 to 365 of a year in which 29 February is not counted.
    case ordinal(Int)
    /// Day 0 to 365 of the year.
    case zeroBased(Int)
    /// A day of the week (0 is Sunday) of a month: the first to the fourth, or the last for 5.
    case weekday(month: Int, week: Int, day: Int)
  }

  /// The stretch of one offset that a second belongs to.
  func stretch(at second: Int64) -> TimeZoneRules.Stretch {
    guard let daylight else {
      return TimeZoneRules.Stretch(offset: Int64(standardOffset), start: .min, end: .max)
    }
    var stretch = TimeZoneRules.Stretch(offset: Int64(standardOffset), start: .min, end: .max)
    let year = CivilTime(Timestamp(seconds: second)).year
    for change in changes(of: daylight, around: year) {
      if change.second > second {
        stretch.end = change.second
        break
      }
      stretch.start = change.second
      stretch.offset = change.offset
    }
    return stretch
  }

  /// The changes of a year and its neighbours in order; of two at once, that to daylight is last.
  private func changes(
    of daylight: Daylight, around year: Int
  ) -> [(second: Int64, offset: Int64)] {
    var changes: [(second: Int64, offset: Int64)] = []
    for year in year - 1...year + 1 {
      changes.append((daylight.end.second(of: year) - Int64(daylight.offset), standard))
      changes.append((daylight.start.second(of: year) - standard, Int64(daylight.offset)))
    }
    // Six at most; a stable order is what the ties need.
    return changes.enumerated()
      .sorted { ($0.element.second, $0.offset % 2) < ($1.element.second, $1.offset % 2) }
      .map(\.element)
  }

  private var standard: Int64 { Int64(standardOffset) }
}

extension DaylightRule.YearlyTime {
  /// The moment in a year, as the clocks show it, in seconds.
  fileprivate func second(of year: Int) -> Int64 {
    day.date(in: year).start.seconds + seconds
  }
}

extension DaylightRule.YearlyDay {
  fileprivate func date(in year: Int) -> CalendarDay {
    switch self {
    case .zeroBased(let day): return first(of: year, month: 1).adding(days: day)
    case .ordinal(let day):
      let isLeap = CalendarMonth(number: year * 12 + 1).dayCount == 29
      return first(of: year, month: 1).adding(days: isLeap && day >= 60 ? day : day - 1)
    case .weekday(let month, let week, let day):
      let first = first(of: year, month: month)
      // 1970-01-01 was a Thursday, day 4 of a week that begins on Sunday.
      let firstWeekday = Int(floorRemainder(Int64(first.number) + 4, 7))
      let ahead = (day - firstWeekday + 7) % 7 + (week - 1) * 7
      return first.adding(days: ahead < first.month.dayCount ? ahead : ahead - 7)
    }
  }

  private func first(of year: Int, month: Int) -> CalendarDay {
    CalendarDay(CalendarMonth(number: year * 12 + month - 1), day: 1)
  }
}
