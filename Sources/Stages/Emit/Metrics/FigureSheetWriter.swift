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

  /// Makes so many parts of a sheet, one by its number, and returns them in order.
  public typealias Map = (_ count: Int, _ part: @escaping @Sendable (Int) -> [UInt8]) -> [[UInt8]]

  /// Writes the sheet; never more than some parts of it are in memory.
  ///
  /// - Parameters:
  ///   - sink: where its bytes go.
  ///   - map: makes the parts, on as many threads as it likes.
  /// - Throws: whatever the sink throws.
  public func write<Sink: ByteSink & ~Copyable>(
    to sink: inout Sink, map: Map = { count, part in (0..<count).map(part) }
  ) throws(Failure) {
    try sink.write(SheetWriter(columns: columns).bytes)
    let (size, rowCount) = (Self.rowsInPart, table.rowCount)
    for batch in stride(from: 0, to: rowCount, by: size * Self.partsAtOnce) {
      let count = (min(rowCount - batch, size * Self.partsAtOnce) + size - 1) / size
      let parts = map(count) { part in
        let start = batch + part * size
        return rows(start..<min(start + size, rowCount))
      }
      for part in parts { try sink.write(part) }
    }
  }

  private static let rowsInPart = 1 << 13
  private static let partsAtOnce = 32

  private func rows(_ places: Range<Int>) -> [UInt8] {
    var sheet = SheetWriter()
    table.forEachRow(in: places) { row in
      for (column, cell) in row.enumerated() {
        write(cell, table.columns[column].kind, digits: digits(column, row), to: &sheet)
      }
      sheet.endRecord()
    }
    return sheet.bytes
  }

  /// How many digits the amounts of a column have in a row.
  private func digits(_ column: Int, _ row: [FigureCell]) -> Int {
    guard let place = currencyPlaces[column], let code = table.text(of: row[place]) else {
      return 0
    }
    return exponents.digits(of: code)
  }

  private func write(
    _ cell: FigureCell, _ kind: FigureColumn.Kind, digits: Int, to sheet: inout SheetWriter
  ) {
    switch cell {
    case .blank: for _ in 0..<kind.width { sheet.empty() }
    case .text(let text): sheet.text(text)
    case .symbol(let symbol): sheet.text(symbol, of: table.symbols)
    case .month(let month): sheet.month(month)
    case .day(let day): sheet.text(day.text)
    case .instant(let time): sheet.text(time.iso)
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
    if form != .minor { sheet.text(number.decimalText(places: digits)) }
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
