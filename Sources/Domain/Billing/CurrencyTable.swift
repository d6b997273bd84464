public import Diagnostics

/// How Stripe writes the amounts of each currency, from a file that can be replaced.
///
/// The file is CSV with the columns `currency`, `digits` and `step`: the ISO 4217 code, how many
/// decimal digits the minor unit has, and what every amount is a multiple of. The row `*` is for
/// all currencies that have no row of their own, and has to be there.
///
/// Source of the standard file: Stripe documentation, “Supported currencies”. UGX and ISK stand in
/// its zero-decimal list but are written with two decimals, always `00`; three-decimal amounts end
/// in 0.
public struct CurrencyTable: Hashable, Sendable {
  private struct Row: Hashable {
    var digits: Int
    var step: Int64
  }

  private var rows: [String: Row] = [:]
  private var other = Row(digits: 2, step: 1)

  /// The table that the program carries inside.
  public static let standard: CurrencyTable = {
    // The tests read the file through the initializer that says what is wrong with it.
    (try? CurrencyTable(PackageResources.currencies_csv, name: "currencies.csv"))
      ?? CurrencyTable()
  }()

  private init() {}

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - file: the whole file.
  ///   - name: how to call it in messages.
  /// - Throws: `currency-table` for a file that is none, with the line.
  public init(_ file: [UInt8], name: String) throws(Failure) {
    let table = try ShortTable(
      file, name: name, columns: ["currency", "digits", "step"], code: .currencyTable,
      meaning: "a currency, its digits and its step",
      help: "lines such as “jpy,0,1”, each once")
    var hasOther = false
    for line in table.rows {
      let cells = line.cells
      guard let row = Self.row(cells),
        cells[0] == "*" ? !hasOther : Self.isCode(cells[0]) && rows[cells[0]] == nil
      else { throw table.refusal(of: line) }
      if cells[0] == "*" { (other, hasOther) = (row, true) } else { rows[cells[0]] = row }
    }
    guard hasOther else {
      throw Failure(
        .currencyTable, "no line says how the other currencies are written", file: name,
        help: "add the line “*,2,1”")
    }
  }

  /// How many decimal digits the minor unit of a currency has: 0 to 4.
  public func digits(of currency: String) -> Int { (rows[currency] ?? other).digits }

  /// What every amount in a currency is a multiple of, in minor units; 1 or more.
  public func step(of currency: String) -> Int64 { (rows[currency] ?? other).step }

  private static func row(_ cells: [String]) -> Row? {
    guard let digits = Int(cells[1]), (0...4).contains(digits), let step = Int64(cells[2]),
      step > 0
    else { return nil }
    return Row(digits: digits, step: step)
  }

  private static func isCode(_ text: String) -> Bool {
    text.utf8.count == 3
      && text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }
}

extension Failure.Code {
  /// A file that says how currencies are written cannot be read as one.
  public static let currencyTable = Failure.Code(rawValue: "currency-table")
}
