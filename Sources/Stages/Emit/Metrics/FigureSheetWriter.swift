public import Billing
public import Bytes
public import Diagnostics
public import Revenue

/// Writes a table of figures as CSV.
///
/// An amount is a column of minor units, `…_minor`, and one in major units; a rate has six places,
/// halves rounded away from zero, and beside it what was divided by what, `…_numerator` and
/// `…_denominator`. What is not defined is blank.
public struct FigureSheetWriter: Sendable {
  private let table: FigureTable
  private let exponents: CurrencyTable
  private let currencyPlaces: [Int?]

  /// Prepares to write a table.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - currencies: how amounts of each currency are written.
  public init(_ table: FigureTable, currencies: CurrencyTable) {
    self.table = table
    exponents = currencies
    currencyPlaces = table.currencyPlaces
  }

  /// The columns of the sheet, in order.
  public var columns: [SheetColumn] { table.columns.flatMap(\.sheetColumns) }

  /// So many rows of a sheet, and what they add up to.
  public struct Part: Sendable {
    var bytes: [UInt8]
    var totals: FigureTotals
  }

  /// Makes so many parts of a sheet, one by its number, and returns them in order.
  public typealias Map = (_ count: Int, _ part: @escaping @Sendable (Int) -> Part) -> [Part]

  /// Writes the sheet; never more than some parts of it are in memory.
  ///
  /// - Parameters:
  ///   - sink: where its bytes go.
  ///   - map: makes the parts, on as many threads as it likes.
  /// - Returns: what all rows add up to.
  /// - Throws: whatever the sink throws.
  @discardableResult
  public func write<Sink: ByteSink & ~Copyable>(
    to sink: inout Sink, map: Map = { count, part in (0..<count).map(part) }
  ) throws(Failure) -> FigureTotals {
    try sink.write(SheetWriter(columns: columns).bytes)
    var totals = FigureTotals(table)
    let (size, rowCount) = (Self.rowsInPart, table.rowCount)
    for batch in stride(from: 0, to: rowCount, by: size * Self.partsAtOnce) {
      let count = (min(rowCount - batch, size * Self.partsAtOnce) + size - 1) / size
      let parts = map(count) { part in
        let start = batch + part * size
        return rows(start..<min(start + size, rowCount))
      }
      for part in parts {
        try sink.write(part.bytes)
        totals.add(part.totals)
      }
    }
    return totals
  }

  private static let rowsInPart = 1 << 13
  private static let partsAtOnce = 32

  private func rows(_ places: Range<Int>) -> Part {
    var (sheet, totals) = (SheetWriter(), FigureTotals(table))
    var digits = RowDigits(table: table, exponents: exponents, currencyPlaces: currencyPlaces)
    table.forEachRow(in: places) { row in
      for (column, cell) in row.enumerated() {
        write(cell, table.columns[column].kind, digits: digits.of(column, row), to: &sheet)
      }
      sheet.endRecord()
      totals.add(row)
    }
    return Part(bytes: sheet.bytes, totals: totals)
  }

  private func write(
    _ cell: FigureCell, _ kind: FigureColumn.Kind, digits: Int, to sheet: inout SheetWriter
  ) {
    switch cell {
    case .blank: for _ in 0..<kind.width { sheet.empty() }
    case .text(let text): sheet.text(text)
    case .symbol(let symbol): sheet.text(symbol, of: table.symbols)
    case .month(let month): sheet.month(month)
    case .entry(let fingerprint): sheet.entry(fingerprint)
    case .day(let day): sheet.day(day)
    case .instant(let time): sheet.instant(time)
    case .number(let number): write(number, kind, digits: digits, to: &sheet)
    case .ratio(let ratio):
      sheet.text(ratio.value?.decimalText(places: 6))
      sheet.integer(ratio.part)
      sheet.integer(ratio.whole)
    }
  }

  private func write(
    _ number: Int64, _ kind: FigureColumn.Kind, digits: Int, to sheet: inout SheetWriter
  ) {
    guard case .money(_, let form) = kind else { return sheet.integer(number) }
    if form != .major { sheet.integer(number) }
    if form == .both || form == .major { sheet.amount(number, places: digits) }
  }
}

/// How many digits the amounts of a row have; the last currency met is remembered.
private struct RowDigits {
  let table: FigureTable
  let exponents: CurrencyTable
  let currencyPlaces: [Int?]
  private var last: (currency: Symbol, digits: Int)?

  init(table: FigureTable, exponents: CurrencyTable, currencyPlaces: [Int?]) {
    (self.table, self.exponents, self.currencyPlaces) = (table, exponents, currencyPlaces)
  }

  /// How many digits the amounts of a column have in a row.
  mutating func of(_ column: Int, _ row: [FigureCell]) -> Int {
    guard let place = currencyPlaces[column] else { return 0 }
    guard case .symbol(let currency) = row[place] else {
      return table.text(of: row[place]).map { exponents.digits(of: $0) } ?? 0
    }
    if let last, last.currency == currency { return last.digits }
    let digits = table.text(of: row[place]).map { exponents.digits(of: $0) } ?? 0
    last = (currency, digits)
    return digits
  }
}

extension FigureColumn {
  /// The columns of a sheet that it becomes.
  fileprivate var sheetColumns: [SheetColumn] {
    let plain = SheetColumn(name, kind.sheetKind)
    let minor = SheetColumn("\(name)_minor", .integer)
    switch kind {
    case .money(_, .both): return [minor, plain]
    case .money(_, .minor): return [minor]
    case .money(_, .bare): return [SheetColumn(name, .integer)]
    case .ratio:
      return [
        plain, SheetColumn("\(name)_numerator", .integer),
        SheetColumn("\(name)_denominator", .integer),
      ]
    default: return [plain]
    }
  }
}

extension FigureColumn.Kind {
  fileprivate var sheetKind: SheetColumn.Kind {
    switch self {
    case .text, .currency, .instant: .string
    case .month: .month
    case .day: .date
    case .count: .integer
    case .money, .ratio: .number
    }
  }

  /// How many columns of a sheet it becomes.
  fileprivate var width: Int {
    switch self {
    case .money(_, .both): 2
    case .ratio: 3
    default: 1
    }
  }
}
