/// An instant: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Stripe speaks whole seconds and databases up to microseconds; both fit without rounding.
@frozen public struct Timestamp: Hashable, Comparable, Sendable {
  /// Microseconds since the epoch; within ±2^59, about ±18,000 years.
  public var microseconds: Int64

  /// Creates an instant from microseconds since the epoch.
  @inlinable public init(microseconds: Int64) { self.microseconds = microseconds }

  /// Creates an instant from Stripe's whole seconds; saturates far outside any real date.
  @inlinable public init(seconds: Int64) {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    self.microseconds = overflow ? (seconds < 0 ? -(1 << 59) : (1 << 59) - 1) : product
  }

  /// Whole seconds since the epoch, rounded towards the past.
  @inlinable public var seconds: Int64 {
    let quotient = microseconds / 1_000_000
    return microseconds % 1_000_000 < 0 ? quotient - 1 : quotient
  }

  /// Orders by time.
  @inlinable public static func < (one: Timestamp, other: Timestamp) -> Bool {
    one.microseconds < other.microseconds
  }

  /// The instant a number of seconds later; earlier when negative.
  @inlinable public func adding(seconds: Int64) -> Timestamp {
    Timestamp(microseconds: microseconds &+ seconds &* 1_000_000)
  }
}

/// A date and time of day in the proleptic Gregorian calendar, UTC.
public struct CivilTime: Hashable, Sendable {
  /// The year; 1 is the first year of the common era.
  public var year: Int
  /// 1 to 12.
  public var month: Int
  /// 1 to 31.
  public var day: Int
  /// 0 to 23.
  public var hour: Int
  /// 0 to 59.
  public var minute: Int
  /// 0 to 59.
  public var second: Int
  /// 0 to 999,999.
  public var microsecond: Int

  /// Splits an instant.
  public init(_ time: Timestamp) {
    let seconds = time.seconds
    microsecond = Int(time.microseconds - seconds * 1_000_000)
    var days = seconds / 86_400
    var rest = seconds % 86_400
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    (hour, minute, second) = (Int(rest / 3600), Int(rest / 60 % 60), Int(rest % 60))
    (year, month, day) = Self.date(ofDay: Int(days))
  }

  /// The date of a day counted from 1970-01-01.
  ///
  /// Source: the era-based algorithm of Howard Hinnant, “chrono-compatible low-level date
  /// algorithms”.
  private static func date(ofDay number: Int) -> (Int, Int, Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension Timestamp {
  /// The instant as `2026-01-15T06:00:00Z`, with as many fraction digits as it needs (0, 3, 6).
  public var iso: String {
    var text: [UInt8] = []
    text.append(iso: self)
    return String(decoding: text, as: UTF8.self)
  }

  /// The instant as databases write it without a zone: `2026-01-15 06:00:00.123`.
  ///
  /// - Parameters:
  ///   - separator: what stands between date and time.
  ///   - fractionDigits: 0, 3 or 6; `nil` writes as many as the value needs.
  /// - Returns: the text, without a zone.
  public func text(separator: String, fractionDigits: Int?) -> String {
    let civil = CivilTime(self)
    var text: [UInt8] = []
    text.reserveCapacity(27)
    text.append(date: civil)
    text += separator.utf8
    text.append(time: civil, fractionDigits: fractionDigits)
    return String(decoding: text, as: UTF8.self)
  }
}

/// Dates in bytes.
extension [UInt8] {
  /// Appends an instant as ``Timestamp/iso`` has it.
  public mutating func append(iso time: Timestamp) {
    let civil = CivilTime(time)
    append(date: civil)
    append(UInt8(ascii: "T"))
    append(time: civil, fractionDigits: nil)
    append(UInt8(ascii: "Z"))
  }

  /// Appends a day as ``CalendarDay/text`` has it.
  public mutating func append(_ day: CalendarDay) { append(date: CivilTime(day.start)) }

  /// Appends a month as ``CalendarMonth/text`` has it.
  public mutating func append(_ month: CalendarMonth) {
    append(month.number / 12, width: 4)
    append(UInt8(ascii: "-"))
    append(month.number % 12 + 1, width: 2)
  }

  /// Appends a time of day as `06:00:00`, with so many digits of its fraction, or as it needs.
  mutating func append(time civil: CivilTime, fractionDigits: Int?) {
    append(civil.hour, width: 2)
    append(UInt8(ascii: ":"))
    append(civil.minute, width: 2)
    append(UInt8(ascii: ":"))
    append(civil.second, width: 2)
    let needed = civil.microsecond == 0 ? 0 : civil.microsecond % 1000 == 0 ? 3 : 6
    switch fractionDigits ?? needed {
    case 0: break
    case 3:
      append(UInt8(ascii: "."))
      append(civil.microsecond / 1000, width: 3)
    default:
      append(UInt8(ascii: "."))
      append(civil.microsecond, width: 6)
    }
  }

  /// Appends a date as `2026-01-15`.
  mutating func append(date civil: CivilTime) {
    append(civil.year, width: 4)
    append(UInt8(ascii: "-"))
    append(civil.month, width: 2)
    append(UInt8(ascii: "-"))
    append(civil.day, width: 2)
  }

  /// Appends a number, with zeros in front of it up to a width.
  mutating func append(_ number: Int, width: Int) {
    var limit = 10
    for _ in 1..<width {
      if number < limit { append(UInt8(ascii: "0")) }
      limit *= 10
    }
    append(decimal: Int64(number))
  }
}
