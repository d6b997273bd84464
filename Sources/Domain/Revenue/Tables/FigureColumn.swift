/// A column of a table of figures: what stands in it and what it means.
public struct FigureColumn: Hashable, Sendable {
  /// What stands in a column.
  public enum Kind: Hashable, Sendable {
    /// Texts and ids.
    case text
    /// ISO 4217 codes, lower case.
    case currency
    /// Months of the calendar.
    case month
    /// Days of the calendar.
    case day
    /// Instants.
    case instant
    /// Numbers of things.
    case count
    /// Amounts in minor units.
    ///
    /// - Parameters:
    ///   - in: the name of the column that says the currency.
    ///   - as: how a text shows it.
    case money(in: String, as: MoneyForm)
    /// Rates.
    case ratio
  }

  /// How an amount is written in a text.
  public enum MoneyForm: Hashable, Sendable {
    /// In minor units and, in a column of its own, in major units with a point.
    case both
    /// In minor units.
    case minor
    /// In minor units under the plain name: numbers of things stand in the same column.
    case bare
    /// In major units with a point.
    case major
  }

  /// The name, a plain word.
  public var name: String
  /// What stands in it.
  public var kind: Kind
  /// What it means, in a sentence without a full stop.
  public var definition: String
  /// Whether the rows of one currency add up to something that means something.
  public var addsUp: Bool

  /// Creates a column.
  public init(_ name: String, _ kind: Kind, _ definition: String, addsUp: Bool = false) {
    self.name = name
    self.kind = kind
    self.definition = definition
    self.addsUp = addsUp
  }
}
