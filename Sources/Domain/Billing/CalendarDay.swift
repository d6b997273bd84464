/// A day of the calendar, wherever it is counted: a date without a zone.
public struct CalendarDay: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public var number: Int

  /// A day by its number.
  public init(number: Int) { self.number = number }

  /// The day that an instant falls on in UTC.
  public init(_ time: Timestamp) { number = Int(floorQuotient(time.seconds, 86_400)) }

  /// A day by its date; one that the month does not have is its last.
  public init(_ month: CalendarMonth, day: Int) { self.init(month.start(ofDay: day)) }

  /// Orders by time.
  public static func < (one: CalendarDay, other: CalendarDay) -> Bool {
    one.number < other.number
  }

  /// The month that the day belongs to.
  public var month: CalendarMonth { CalendarMonth(start) }

  /// The Monday that begins its week, as ISO 8601 counts weeks.
  public var weekStart: CalendarDay {
    // 1970-01-01 was a Thursday.
    CalendarDay(number: number - Int(floorRemainder(Int64(number) + 3, 7)))
  }

  /// The day so many days later; earlier when negative.
  public func adding(days: Int) -> CalendarDay { CalendarDay(number: number + days) }

  /// Which day of its month it is: 1 to 31.
  public var ofMonth: Int { number - CalendarDay(month.start).number + 1 }

  /// The next day after this one that is some day of its month.
  ///
  /// From 31 January to day 31 that is 28 February, then 31 March: the day is kept, months clamp
  /// it.
  public func next(ofMonth day: Int) -> CalendarDay {
    let candidate = CalendarDay(month, day: day)
    return candidate > self ? candidate : CalendarDay(month.next, day: day)
  }

  /// Its first instant in UTC.
  public var start: Timestamp { Timestamp(seconds: Int64(number) * 86_400) }

  /// The day as `2026-01-31`.
  public var text: String {
    var text: [UInt8] = []
    text.append(self)
    return String(decoding: text, as: UTF8.self)
  }
}

extension CalendarDay {
  /// The day of a text such as `2026-01-31`; `nil` for any other and for a day that does not exist.
  public init?(text: String) {
    guard text.utf8.count == 10, text.utf8.dropFirst(7).first == UInt8(ascii: "-"),
      let month = CalendarMonth(text: String(text.prefix(7))), let day = Int(text.suffix(2))
    else { return nil }
    self.init(month, day: day)
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }
}

/// A quotient that is rounded towards the past; the divisor is positive.
@inline(__always)
func floorQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
  value / divisor - (value % divisor < 0 ? 1 : 0)
}

/// What ``floorQuotient(_:_:)`` leaves over: 0 or more.
@inline(__always)
func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
  value - floorQuotient(value, divisor) * divisor
}
