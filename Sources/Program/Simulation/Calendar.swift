import Billing

/// Billing dates: the same day of the month, some months on.
struct Calendar {
  private let months: Int
  private let day: Int
  private let secondOfDay: Int

  /// The calendar of a subscription, from one boundary of its periods in seconds since 1970.
  ///
  /// The day must be one that every month has: 1 to 28.
  init(anchor: Int) {
    let civil = CivilTime(Timestamp(seconds: Int64(anchor)))
    months = civil.year * 12 + civil.month - 1
    day = civil.day
    secondOfDay = anchor % 86_400
  }

  /// The boundary a number of months after the anchor, or before it, in seconds since 1970.
  func boundary(monthsOn count: Int) -> Int {
    let total = months + count
    return Self.days(year: total / 12, month: total % 12 + 1, day: day) * 86_400 + secondOfDay
  }

  /// An instant moved back so that its day is one that every month has.
  static func settled(_ instant: Int) -> Int {
    let day = CivilTime(Timestamp(seconds: Int64(instant))).day
    return day > 28 ? instant - 3 * 86_400 : instant
  }

  /// An instant moved on so that its day is one that every month has.
  static func settledForward(_ instant: Int) -> Int {
    var instant = instant
    while CivilTime(Timestamp(seconds: Int64(instant))).day > 28 { instant += 86_400 }
    return instant
  }

  /// Days since 1970-01-01.
  ///
  /// Source: Howard Hinnant, “chrono-compatible low-level date algorithms”, `days_from_civil`.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
