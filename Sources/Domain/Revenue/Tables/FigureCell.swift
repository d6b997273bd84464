public import Billing
public import Bytes

/// One value of a table of figures; what it is a value of, its column says.
public enum FigureCell: Hashable, Sendable {
  /// Nothing: not defined, or not known.
  case blank
  /// A text.
  case text(String)
  /// A text among the table's symbols; the empty one is blank.
  case symbol(Symbol)
  /// An entry of the journal, by the fingerprint of all that tells it from others.
  case entry(UInt64)
  /// A month.
  case month(CalendarMonth)
  /// A day.
  case day(CalendarDay)
  /// An instant.
  case instant(Timestamp)
  /// A number of things, or minor units of money.
  case number(Int64)
  /// A rate.
  case ratio(Ratio)
}

extension [UInt8] {
  /// Appends the name of an entry of the journal: `je_` and sixteen hex digits.
  public mutating func append(entry fingerprint: UInt64) {
    append(contentsOf: "je_".utf8)
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: fingerprint >> UInt64(shift)) & 15
      append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
    }
  }
}
