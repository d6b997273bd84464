/// A column of a sheet, as its readers must know it.
public struct SheetColumn: Hashable, Sendable {
  /// What stands in the column, in the words of Frictionless Table Schema; nothing may stand there
  /// as well.
  public enum Kind: String, Sendable {
    /// A text.
    case string
    /// A whole number.
    case integer
    /// A decimal number.
    case number
    /// A day, as `2026-01-15`.
    case date
    /// A month, as `2026-01`.
    case month = "yearmonth"
  }

  /// The column's name, a plain word.
  public var name: String
  /// What stands in it.
  public var kind: Kind

  /// Creates a column, of texts unless something else is said.
  public init(_ name: String, _ kind: Kind = .string) {
    self.name = name
    self.kind = kind
  }
}
