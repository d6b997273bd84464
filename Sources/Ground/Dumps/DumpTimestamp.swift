public import Bytes

/// A point in time as databases write it in ISO 8601 order.
public enum DumpTimestamp: Hashable, Sendable {
  /// Microseconds since 1970-01-01 00:00:00 UTC.
  case microseconds(Int64)
  /// PostgreSQL's `infinity`: later than every time.
  case infinity
  /// PostgreSQL's `-infinity`: earlier than every time.
  case minusInfinity

  /// Reads `2026-01-02 03:04:05[.f…][Z|±hh[:mm]]`, with a space or a `T`, or an infinity.
  ///
  /// Years 0001 to 9999 of the proleptic Gregorian calendar, one to six digits of fraction. A time
  /// without an offset is taken as UTC. Everything else is nil: other orders, leap seconds, 24:00,
  /// `BC`, MySQL's zero date.
  public init?(_ text: ByteView) {
    if let value = Self.microseconds(text) {
      self = .microseconds(value)
    } else if text.equals("infinity") {
      self = .infinity
    } else if text.equals("-infinity") {
      self = .minusInfinity
    } else {
      return nil
    }
  }

  /// Microseconds since 1970 for a finite time; nil otherwise.
  public static func microseconds(_ text: ByteView) -> Int64? {
    guard text.count >= 19, let day = days(text),
      text[10] == UInt8(ascii: " ") || text[10] == UInt8(ascii: "T"),
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":")
    else { return nil }
    let hour = pair(text, 11)
    let minute = pair(text, 14)
    let second = pair(text, 17)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    let seconds = ((day &* 24 &+ hour) &* 60 &+ minute) &* 60 &+ second
    guard text.count > 19 else { return seconds &* 1_000_000 }
    var at = 19
    guard let fraction = fraction(text, &at), let offset = offsetSeconds(text, &at),
      at == text.count
    else { return nil }
    return (seconds &- offset) &* 1_000_000 &+ fraction
  }

  /// Microseconds since 1970 of the midnight, UTC, that begins a date `2026-01-02`; nil otherwise.
  public static func microseconds(ofDate text: ByteView) -> Int64? {
    guard text.count == 10, let day = days(text) else { return nil }
    return day &* 86_400_000_000
  }

  /// The days since 1970-01-01 of the date in the first ten bytes.
  @inline(__always)
  private static func days(_ text: ByteView) -> Int64? {
    let century = pair(text, 0)
    let rest = pair(text, 2)
    let month = pair(text, 5)
    let day = pair(text, 8)
    guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), century < 100, rest < 100,
      month >= 1, month <= 12, day >= 1, day <= 31
    else { return nil }
    let year = century &* 100 &+ rest
    guard year >= 1, day <= 28 || day <= length(of: month, in: year) else { return nil }
    return daysSince1970(year, month, day)
  }

  /// The value of two digits; 100 or more when they are none.
  @inline(__always)
  private static func pair(_ text: ByteView, _ at: Int) -> Int64 {
    let high = text[at] &- 0x30
    let low = text[at &+ 1] &- 0x30
    return high < 10 && low < 10 ? Int64(high) &* 10 &+ Int64(low) : 1_000
  }

  private static func length(of month: Int64, in year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Counts days in years that begin in March, so that the leap day is the last of a year.
  @inline(__always)
  private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let marchYear = month > 2 ? year : year &- 1
    let marchMonth = month > 2 ? month &- 3 : month &+ 9
    let dayOfYear = (153 &* marchMonth &+ 2) / 5 &+ day &- 1
    let leapDays = marchYear / 4 &- marchYear / 100 &+ marchYear / 400
    // 719,468 days lie between 0000-03-01 and 1970-01-01.
    return marchYear &* 365 &+ leapDays &+ dayOfYear &- 719_468
  }

  /// The microseconds of a fraction, zero when there is none; nil when it is malformed.
  private static func fraction(_ text: ByteView, _ at: inout Int) -> Int64? {
    guard text[at] == UInt8(ascii: ".") else { return 0 }
    at += 1
    let start = at
    var value: Int64 = 0
    while at < text.count, text[at] &- 0x30 < 10 {
      guard at - start < 6 else { return nil }
      value = value * 10 + Int64(text[at] &- 0x30)
      at += 1
    }
    guard at > start else { return nil }
    for _ in (at - start)..<6 { value *= 10 }
    return value
  }

  /// The seconds east of UTC, zero when nothing is said; nil when malformed or beyond 15:59.
  private static func offsetSeconds(_ text: ByteView, _ at: inout Int) -> Int64? {
    guard at < text.count else { return 0 }
    let sign = text[at]
    at += 1
    if sign == UInt8(ascii: "Z") { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), at + 2 <= text.count else {
      return nil
    }
    let hours = pair(text, at)
    at += 2
    var minutes: Int64 = 0
    if at + 3 <= text.count, text[at] == UInt8(ascii: ":") {
      minutes = pair(text, at + 1)
      at += 3
    }
    guard hours <= 15, minutes < 60 else { return nil }
    let seconds = (hours * 60 + minutes) * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }
}
