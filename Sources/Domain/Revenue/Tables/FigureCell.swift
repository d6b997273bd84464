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
