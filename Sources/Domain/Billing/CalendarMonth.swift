public import Bytes

/// A month of the calendar in UTC, counted from year 0.
public struct CalendarMonth: Hashable, Comparable, Sendable {
  /// Months since January of the year 0.
  public var number: Int

  /// The month of an instant.
  public init(_ time: Timestamp) {
    let civil = CivilTime(time)
    number = civil.year * 12 + civil.month - 1
  }

  /// A month by its number.
  public init(number: Int) { self.number = number }

  /// Orders by time.
  public static func < (one: CalendarMonth, other: CalendarMonth) -> Bool {
    one.number < other.number
  }

  /// The month after this one.
  public var next: CalendarMonth { CalendarMonth(number: number + 1) }

  /// The first instant.
  public var start: Timestamp {
    Timestamp(
      seconds: Int64(CivilTime.dayNumber(year: number / 12, month: number % 12 + 1)) * 86_400)
  }

  /// How many days it has: 28 to 31.
  public var dayCount: Int { Int((next.start.seconds - start.seconds) / 86_400) }

  /// The month as `2026-01`.
  public var text: String {
    var text: [UInt8] = []
    text.append(self)
    return String(decoding: text, as: UTF8.self)
  }

  /// The start of a day of the month; a day that the month does not have is its last.
  public func start(ofDay day: Int) -> Timestamp {
    start.adding(seconds: Int64(max(1, min(day, dayCount)) - 1) * 86_400)
  }
}

extension CivilTime {
  /// The first day of a month, counted from 1970-01-01.
  ///
  /// Source: Howard Hinnant, “chrono-compatible low-level date algorithms”, `days_from_civil`.
  fileprivate static func dayNumber(year: Int, month: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension CalendarMonth {
  /// The month of a text such as `2026-01`; `nil` for any other.
  public init?(text: String) {
    var text = text
    guard let month = text.withUTF8({ unsafe CalendarMonth(ByteView($0)) }) else { return nil }
    self = month
  }

  /// The month of a text such as `2026-01`; `nil` for any other.
  public init?(_ text: ByteView) {
    guard text.count == 7, text[4] == UInt8(ascii: "-") else { return nil }
    var digits = 0
    for place in [0, 1, 2, 3, 5, 6] {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[place] else { return nil }
      digits = digits * 10 + Int(text[place] - UInt8(ascii: "0"))
    }
    let (year, month) = digits.quotientAndRemainder(dividingBy: 100)
    guard year > 0, 1...12 ~= month else { return nil }
    number = year * 12 + month - 1
  }
}
