import Billing
import Revenue
import Spreadsheet

/// Charts of monthly recurring revenue in one currency, drawn from the roll-forward's cells.
struct FigureChart {
  /// The newest months that are drawn.
  private static let monthLimit = 36
  private static let movements = ["new", "reactivation", "expansion", "contraction", "churn"]
  private static let movementColors = [2, 5, 1, 3, 4].map { WorkbookStyle.series[$0] }

  /// The name of the table that the charts are drawn from.
  static let table = "mrr-roll-forward"

  let table: FigureTable
  let sheet: String
  let currency: String
  /// The rows of the currency, as places in the sheet.
  let rows: ClosedRange<Int>

  /// Finds what can be drawn of a roll-forward.
  ///
  /// - Parameters:
  ///   - table: the roll-forward, its rows by currency and month.
  ///   - sheet: the name of its sheet.
  ///   - first: the row of the sheet in which its first row stands.
  /// - Returns: the charts of each currency.
  static func all(
    of table: FigureTable, in sheet: String, first: Int
  ) -> [FigureChart] {
    guard let currency = table.place(of: "currency") else { return [] }
    var charts: [FigureChart] = []
    var start = 0
    while start < table.rowCount {
      let code = table[start][currency]
      let end = (start..<table.rowCount).first { table[$0][currency] != code } ?? table.rowCount
      let text = table.text(of: code) ?? ""
      charts.append(
        FigureChart(
          table: table, sheet: sheet, currency: text,
          rows: first + max(start, end - monthLimit)...first + end - 1))
      start = end
    }
    return charts
  }

  /// What recurs at the end of each month.
  var balance: ChartDrawing {
    ChartDrawing(
      .line, title: "MRR, \(code)", numberFormat: "#,##0", categoryFormat: "yyyy-mm",
      series: [series("closing", "MRR", WorkbookStyle.series[0])].compactMap { $0 })
  }

  /// What moved it.
  var movements: ChartDrawing {
    ChartDrawing(
      .stackedColumns, title: "MRR movements, \(code)", numberFormat: "#,##0",
      categoryFormat: "yyyy-mm",
      series: zip(Self.movements, Self.movementColors).compactMap { name, color in
        series(name, name.heading, color)
      })
  }

  private var code: String { PlainText.shown(currency).uppercased() }

  private func series(
    _ column: String, _ name: String, _ color: CellStyle.Color
  ) -> ChartDrawing.Series? {
    guard let place = table.place(of: column), let months = table.place(of: "period") else {
      return nil
    }
    return ChartDrawing.Series(
      name, categories: CellRange(sheet, rows: rows, columns: months...months),
      values: CellRange(sheet, rows: rows, columns: place...place), color: color)
  }
}
