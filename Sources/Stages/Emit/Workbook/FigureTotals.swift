import Billing
import Revenue
import Spreadsheet

/// The sums of a table's columns that add up, for each currency.
public struct FigureTotals: Sendable {
  /// The sums of one currency.
  private struct Sums: Sendable {
    var currency: FigureCell
    /// A row that has the currency, for how amounts are written.
    var sample: [FigureCell]
    /// For each column its sum; `nil` where it does not fit.
    var amounts: [Int64?]
    /// For each column whether a sheet holds all of its values as numbers.
    var areExact: [Bool]
  }

  private let columns: [Int]
  private let currencyPlace: Int?
  private var sums: [Sums] = []

  /// Begins without rows of a table.
  init(_ table: FigureTable) {
    let columns = table.columns.indices.filter { table.columns[$0].addsUp }
    self.columns = columns
    let places = table.currencyPlaces
    currencyPlace =
      columns.lazy.compactMap { places[$0] }.first
      ?? table.columns.firstIndex { $0.kind == .currency }
  }

  /// Whether nothing of the table adds up.
  var isEmpty: Bool { columns.isEmpty }

  /// Adds a row.
  mutating func add(_ row: [FigureCell]) {
    guard !columns.isEmpty else { return }
    let place = place(of: row)
    for column in columns {
      guard case .number(let number) = row[column] else { continue }
      let sum = sums[place].amounts[column].map { $0.addingReportingOverflow(number) }
      sums[place].amounts[column] = sum.flatMap { $0.overflow ? nil : $0.partialValue }
      if !SheetNumber(number).isExact { sums[place].areExact[column] = false }
    }
  }

  /// Adds what rows that follow add up to.
  mutating func add(_ other: FigureTotals) {
    for sum in other.sums {
      let place = place(of: sum.sample)
      for column in columns {
        sums[place].amounts[column] = sums[place].amounts[column].flatMap { amount in
          sum.amounts[column].flatMap {
            let (whole, isOver) = amount.addingReportingOverflow($0)
            return isOver ? nil : whole
          }
        }
        if !sum.areExact[column] { sums[place].areExact[column] = false }
      }
    }
  }

  private mutating func place(of row: [FigureCell]) -> Int {
    let currency = currencyPlace.map { row[$0] } ?? .blank
    if let place = sums.lastIndex(where: { $0.currency == currency }) { return place }
    sums.append(
      Sums(
        currency: currency, sample: row, amounts: row.map { _ in 0 },
        areExact: row.map { _ in true }))
    return sums.count - 1
  }

  /// Writes the sums down.
  ///
  /// - Parameters:
  ///   - maker: makes the cells of the table.
  ///   - rows: where the table's rows stand in the sheet; `nil` when they do not stand there.
  ///   - first: the row of the sheet that the first of them becomes.
  ///   - sheet: the name of the sheet.
  /// - Returns: the rows below the table, one for each currency.
  func cells(
    by maker: FigureCellMaker, of rows: ClosedRange<Int>?, first: Int, in sheet: String
  ) -> [[WorksheetCell]] {
    let table = maker.table
    let label = table.columns.indices.first { $0 != currencyPlace && !columns.contains($0) }
    return sums.enumerated().map { place, sum in
      table.columns.indices.map { column in
        if column == label { return text("Total") }
        if column == currencyPlace { return text(table.text(of: sum.currency) ?? "") }
        guard columns.contains(column) else { return text("") }
        return total(sum, column, by: maker, of: rows, row: first + place, in: sheet)
      }
    }
  }

  private func text(_ text: String) -> WorksheetCell {
    WorksheetCell(
      text.isEmpty ? .blank : .text(text), WorkbookStyle.total(WorkbookStyle.plain))
  }

  /// A sum: a formula over the rows, unless they are not there or too large for a sheet.
  private func total(
    _ sum: Sums, _ column: Int, by maker: FigureCellMaker, of rows: ClosedRange<Int>?, row: Int,
    in sheet: String
  ) -> WorksheetCell {
    let style = WorkbookStyle.total(maker.style(of: sum.sample, at: column))
    guard let amount = sum.amounts[column] else {
      return WorksheetCell(.text("too large"), style)
    }
    let digits = maker.digits(of: sum.sample, at: column)
    let number = SheetNumber(amount, digits: digits)
    guard let rows, sum.areExact[column], number.isExact else {
      return WorksheetCell(.number(number), style)
    }
    let cells = CellRange(sheet, rows: rows, columns: column...column).formula
    guard let currencyPlace, sum.currency != .blank else {
      return WorksheetCell(.formula("=ROUND(SUM(\(cells)),\(digits))", number), style)
    }
    let currencies = CellRange(sheet, rows: rows, columns: currencyPlace...currencyPlace).formula
    let wanted = CellRange(sheet, rows: row...row, columns: currencyPlace...currencyPlace).formula
    return WorksheetCell(
      .formula("=ROUND(SUMIFS(\(cells),\(currencies),\(wanted)),\(digits))", number), style)
  }
}
