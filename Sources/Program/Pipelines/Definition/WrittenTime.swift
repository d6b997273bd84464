import Billing

/// Instants and durations as a pipeline file writes them.
enum WrittenTime {
  /// Reads `2026-01-15T06:00:00Z`, with up to six fraction digits; nil for anything else.
  ///
  /// The `Z` is required: an instant without a zone means another one on another machine.
  static func instant(_ text: String) -> Timestamp? {
    var digits = DigitReader(text)
    guard let day = digits.date(), digits.take("T") else { return nil }
    guard let hour = digits.number(2), digits.take(":"), let minute = digits.number(2),
      digits.take(":"), let second = digits.number(2), hour < 24, minute < 60, second < 60
    else { return nil }
    var micros = 0
    if digits.take(".") {
      guard let fraction = digits.fraction() else { return nil }
      micros = fraction
    }
    guard digits.take("Z"), digits.isAtEnd else { return nil }
    let seconds = ((day * 24 + hour) * 60 + minute) * 60 + second
    return Timestamp(microseconds: Int64(seconds) * 1_000_000 + Int64(micros))
  }

  /// Reads a date as its last microsecond in UTC, or an instant; nil for anything else.
  static func endOfDay(_ text: String) -> Timestamp? {
    var digits = DigitReader(text)
    guard let day = digits.date(), digits.isAtEnd else { return instant(text) }
    return Timestamp(microseconds: Int64(day + 1) * 86_400_000_000 - 1)
  }

  /// Reads `90s`, `5m`, `72h` or `30d` as seconds, up to 100 years; nil for anything else.
  static func duration(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard let unit = bytes.last, let scale = scales.first(where: { $0.unit == unit })?.seconds,
      let count = whole(String(decoding: bytes.dropLast(), as: UTF8.self))
    else { return nil }
    let (seconds, overflow) = Int64(count).multipliedReportingOverflow(by: scale)
    return overflow || seconds > 36_525 * 86_400 ? nil : seconds
  }

  /// Writes seconds in the largest unit that divides them.
  static func duration(_ seconds: Int64) -> String {
    guard seconds != 0,
      let scale = scales.last(where: { seconds % $0.seconds == 0 })
    else { return "\(seconds)s" }
    return "\(seconds / scale.seconds)\(Unicode.Scalar(scale.unit))"
  }

  /// Reads decimal digits alone; nil for anything else, a sign or a leading zero included.
  static func whole(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    let isPlain = bytes.allSatisfy { (0x30...0x39).contains($0) } && (1...15).contains(bytes.count)
    guard isPlain, bytes.count == 1 || bytes[0] != 0x30 else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static let scales: [(unit: UInt8, seconds: Int64)] = [
    (UInt8(ascii: "s"), 1), (UInt8(ascii: "m"), 60), (UInt8(ascii: "h"), 3_600),
    (UInt8(ascii: "d"), 86_400),
  ]
}

/// Walks over the digits of a date and time.
private struct DigitReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, UInt32(bytes[offset]) == sign.value else { return false }
    offset += 1
    return true
  }

  mutating func number(_ width: Int) -> Int? {
    guard offset + width <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[offset..<(offset + width)] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    offset += width
    return value
  }

  /// One to six digits as microseconds.
  mutating func fraction() -> Int? {
    var (value, width) = (0, 0)
    while width < 6, let digit = number(1) {
      value = value * 10 + digit
      width += 1
    }
    guard width > 0 else { return nil }
    while width < 6 {
      value *= 10
      width += 1
    }
    return value
  }

  /// A date that exists, as days since 1970-01-01; the years 1 to 9999.
  mutating func date() -> Int? {
    guard let year = number(4), take("-"), let month = number(2), take("-"),
      let day = number(2), year >= 1, (1...12).contains(month), day >= 1
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    let before = year - 1
    let leapDays = before / 4 - before / 100 + before / 400
    let dayOfYear = lengths[..<(month - 1)].reduce(0, +) + day - 1
    return before * 365 + leapDays + dayOfYear - 719_162
  }
}
