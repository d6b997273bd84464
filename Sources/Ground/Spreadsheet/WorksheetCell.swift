/// What stands in a cell, and how it looks.
public struct WorksheetCell: Sendable {
  /// What stands in a cell.
  public enum Value: Hashable, Sendable {
    /// Nothing.
    case blank
    /// A text, never a formula whatever it begins with.
    case text(String)
    /// A number.
    case number(SheetNumber)
    /// The start of a day, as days since 1970-01-01.
    case day(Int)
    /// An instant, as seconds since 1970-01-01T00:00:00Z.
    case instant(Int64)
    /// A formula, beginning with `=`, and what it comes to.
    case formula(String, SheetNumber)
    /// A text that leads to the first cell of another sheet.
    case link(String, sheet: String)
  }

  /// What stands in it.
  public var value: Value
  /// How it looks.
  public var style: CellStyle
  /// What is said when somebody points at it; empty for nothing.
  public var note = ""

  /// Creates a cell.
  public init(_ value: Value, _ style: CellStyle = CellStyle(), note: String = "") {
    self.value = value
    self.style = style
    self.note = note
  }
}

/// A decimal number as exact as a spreadsheet can hold it.
public struct SheetNumber: Hashable, Sendable {
  /// The number without its decimal point.
  public var units: Int64
  /// How many of its digits are behind the point: 0 to 9.
  public var digits: Int

  /// A whole number.
  public init(_ units: some BinaryInteger) {
    self.units = Int64(clamping: units)
    digits = 0
  }

  /// A decimal number.
  ///
  /// - Parameters:
  ///   - units: the number without its decimal point.
  ///   - digits: how many of its digits are behind the point: 0 to 9.
  public init(_ units: Int64, digits: Int) {
    precondition(0...9 ~= digits, "a number with digits that no sheet shows")
    self.units = units
    self.digits = digits
  }

  /// Whether a sheet holds exactly this number: it has at most fifteen digits.
  ///
  /// Source: Microsoft, “Excel specifications and limits”: number precision.
  public var isExact: Bool { units.magnitude < 1_000_000_000_000_000 }

  /// What the units are divided by.
  var divisor: Int64 { (0..<digits).reduce(1) { value, _ in value * 10 } }

  /// The number in decimal digits.
  public var text: String {
    let all = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, digits + 1 - all.utf8.count)) + all
    let whole = padded.dropLast(digits)
    return (units < 0 ? "-" : "") + whole + (digits == 0 ? "" : "." + padded.suffix(digits))
  }
}

/// A rectangle of cells.
public struct CellRange: Hashable, Sendable {
  /// The name of the sheet.
  public var sheet: String
  /// The rows, from 0.
  public var rows: ClosedRange<Int>
  /// The columns, from 0.
  public var columns: ClosedRange<Int>

  /// Creates a rectangle.
  public init(_ sheet: String, rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
    self.sheet = sheet
    self.rows = rows
    self.columns = columns
  }

  /// The rectangle in formulas of its own sheet, such as `$B$6:$B$40`.
  public var formula: String {
    let first = Self.name(row: rows.lowerBound, column: columns.lowerBound)
    let last = Self.name(row: rows.upperBound, column: columns.upperBound)
    return first == last ? first : first + ":" + last
  }

  /// The rectangle in formulas of any sheet, such as `'Cash'!$B$6:$B$40`.
  public var formulaElsewhere: String {
    let quoted = sheet.split(separator: "'", omittingEmptySubsequences: false).joined(
      separator: "''")
    return "'\(quoted)'!\(formula)"
  }

  private static func name(row: Int, column: Int) -> String {
    "$\(letters(of: column))$\(row + 1)"
  }

  /// The letters that a column has in formulas: A for 0, AA for 26.
  private static func letters(of column: Int) -> String {
    var name = ""
    var rest = column + 1
    while rest > 0 {
      rest -= 1
      name = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(rest % 26))) + name
      rest /= 26
    }
    return name
  }
}
