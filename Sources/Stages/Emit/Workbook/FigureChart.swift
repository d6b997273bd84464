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
  ///   - month: the last month that is drawn: the one that is closed.
  /// - Returns: the charts of each currency.
  static func all(
    of table: FigureTable, in sheet: String, first: Int, through month: CalendarMonth
  ) -> [FigureChart] {
    guard let period = table.place(of: "period") else { return [] }
    return stretches(of: table).compactMap { currency, rows in
      let drawn = rows.filter { place in
        if case .month(let own) = table[place][period] { own <= month } else { false }
      }.suffix(monthLimit)
      guard let start = drawn.first, let end = drawn.last else { return nil }
      return FigureChart(
        table: table, sheet: sheet, currency: currency, rows: first + start...first + end)
    }
  }

  /// What each reason of a bridge adds, for each currency: all lines but both ends.
  static func bridges(of table: FigureTable, in sheet: String, first: Int) -> [ChartDrawing] {
    guard let line = table.place(of: "line"), let change = table.place(of: "change") else {
      return []
    }
    return stretches(of: table).compactMap { currency, rows in
      guard rows.count > 2 else { return nil }
      let drawn = first + rows.lowerBound + 1...first + rows.upperBound - 2
      return ChartDrawing(
        .stackedColumns, title: "What leads from one to the other, \(shown(currency))",
        numberFormat: "#,##0", categoryFormat: "",
        series: [
          ChartDrawing.Series(
            "Change", categories: CellRange(sheet, rows: drawn, columns: line...line),
            values: CellRange(sheet, rows: drawn, columns: change...change),
            color: WorkbookStyle.series[0])
        ])
    }
  }

  /// The rows of each currency, which stand together.
  private static func stretches(
    of table: FigureTable
  ) -> [(currency: String, rows: Range<Int>)] {
    guard let currency = table.place(of: "currency") else { return [] }
    var stretches: [(currency: String, rows: Range<Int>)] = []
    for place in 0..<table.rowCount {
      let code = table.text(of: table[place][currency]) ?? ""
      if let last = stretches.last, last.currency == code {
        stretches[stretches.count - 1].rows = last.rows.lowerBound..<place + 1
      } else {
        stretches.append((code, place..<place + 1))
      }
    }
    return stretches
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

  private var code: String { Self.shown(currency) }

  private static func shown(_ currency: String) -> String {
    PlainText.shown(currency).uppercased()
  }

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
