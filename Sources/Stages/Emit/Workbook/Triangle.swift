import Billing
import Revenue
import Spreadsheet

/// A table of one currency laid out by two of its columns.
struct Triangle {
  /// What stands at the beginning of a row or above a column.
  struct Axis: Hashable, Comparable {
    var number: Int
    var isMonth: Bool

    var value: WorksheetCell.Value {
      isMonth
        ? .day(CalendarDay(CalendarMonth(number: number), day: 1).number)
        : .number(SheetNumber(number))
    }

    var style: CellStyle { isMonth ? WorkbookStyle.month : WorkbookStyle.count }

    var headStyle: CellStyle {
      WorkbookStyle.numberHead.with { $0.numberFormat = style.numberFormat }
    }

    static func < (one: Axis, other: Axis) -> Bool { one.number < other.number }
  }

  struct Row {
    var axis: Axis
    /// One for each column.
    var cells: [WorksheetCell]
  }

  var title: String
  /// What stands above the names of the rows.
  var corner: String
  var columns: [Axis]
  var rows: [Row]
  /// Whether rows and columns add up.
  var addsUp: Bool
  /// How many digits behind the point the values have.
  var digits: Int

  /// How a table becomes triangles: the columns that name rows, columns and values.
  private struct Plan {
    var row: String
    var column: String
    var value: String
    var title: String
  }

  private static let plans: [String: [Plan]] = [
    "cohorts": [
      Plan(
        row: "cohort", column: "months_later", value: "revenue_retention",
        title: "revenue that is left, months after the first"),
      Plan(
        row: "cohort", column: "months_later", value: "customer_retention",
        title: "customers who are left, months after the first"),
      Plan(
        row: "cohort", column: "months_later", value: "customers",
        title: "customers, months after the first"),
    ],
    "revenue-waterfall": [
      Plan(
        row: "booked", column: "recognized", value: "amount",
        title: "booked by month (down), earned by month (across)")
    ],
  ]

  /// The triangles of a table: for each currency, one for each plan.
  static func all(of table: FigureTable, _ currencies: CurrencyTable) -> [Triangle] {
    guard let plans = plans[table.name], let currency = table.place(of: "currency") else {
      return []
    }
    var places: [FigureCell: [Int]] = [:]
    var order: [FigureCell] = []
    for place in 0..<table.rowCount {
      let code = table[place][currency]
      if places[code] == nil { order.append(code) }
      places[code, default: []].append(place)
    }
    return order.flatMap { code in
      plans.compactMap { plan in
        Triangle(plan, of: table, places[code] ?? [], table.text(of: code) ?? "", currencies)
      }
    }
  }

  private init?(
    _ plan: Plan, of table: FigureTable, _ places: [Int], _ currency: String,
    _ currencies: CurrencyTable
  ) {
    guard let rowPlace = table.place(of: plan.row), let columnPlace = table.place(of: plan.column),
      let value = table.place(of: plan.value)
    else { return nil }
    let maker = FigureCellMaker(table, currencies)
    var cells: [Axis: [Axis: WorksheetCell]] = [:]
    var columns: Set<Axis> = []
    digits = 0
    for place in places {
      let row = table[place]
      guard let rowAxis = Axis(row[rowPlace]), let columnAxis = Axis(row[columnPlace]) else {
        continue
      }
      var cell = maker.cell(of: row, at: value)
      if case .ratio(let ratio) = row[value] { cell.style = Self.heat(ratio, cell.style) }
      digits = maker.digits(of: row, at: value)
      cells[rowAxis, default: [:]][columnAxis] = cell
      columns.insert(columnAxis)
    }
    let sorted = columns.sorted()
    self.columns = sorted
    rows = cells.keys.sorted().map { axis in
      Row(axis: axis, cells: sorted.map { cells[axis]?[$0] ?? WorksheetCell(.blank) })
    }
    title = "\(PlainText.shown(currency).uppercased()): \(plan.title)"
    corner = plan.row.heading
    addsUp = table.columns[value].addsUp
  }

  /// The more is left, the darker.
  private static func heat(_ ratio: Ratio, _ style: CellStyle) -> CellStyle {
    guard ratio.whole > 0 else { return style }
    let shades: [UInt32] = [0xF7FBFF, 0xE3EEF9, 0xCFE1F2, 0xB5D4E9, 0x93C4DF]
    let (part, isOver) = ratio.part.multipliedReportingOverflow(by: 5)
    let step = isOver ? shades.count : Int(clamping: part / ratio.whole)
    return style.with { $0.fill = CellStyle.Color(shades[min(max(step, 0), shades.count - 1)]) }
  }

  /// A formula that adds up some cells.
  func sum(of cells: [WorksheetCell], _ range: CellRange) -> WorksheetCell {
    let style = WorkbookStyle.total(WorkbookStyle.money(digits: digits))
    var sum: Int64 = 0
    for cell in cells {
      guard case .number(let number) = cell.value else { continue }
      let (next, isOver) = sum.addingReportingOverflow(number.units)
      guard !isOver, number.isExact else { return WorksheetCell(.text("too large"), style) }
      sum = next
    }
    let number = SheetNumber(sum, digits: digits)
    guard number.isExact else { return WorksheetCell(.number(number), style) }
    return WorksheetCell(.formula("=ROUND(SUM(\(range.formula)),\(digits))", number), style)
  }

  /// Whether it holds rates of which lines can be drawn.
  var hasChart: Bool {
    columns.count > 2 && !drawnRows.isEmpty
      && rows.contains { $0.cells.contains { $0.style.numberFormat.contains("%") } }
  }

  /// The newest cohorts that have lasted for at least two months, as places of rows.
  private var drawnRows: [Int] {
    rows.indices.filter { row in rows[row].cells.count { $0.value != .blank } > 2 }
      .suffix(WorkbookStyle.series.count)
  }

  /// Lines of what is left of the latest cohorts.
  func chart(in sheet: String, _ places: ClosedRange<Int>) -> ChartDrawing {
    let series = drawnRows.enumerated().map { place, row in
      let at = places.lowerBound + row
      let count = rows[row].cells.count { $0.value != .blank }
      return ChartDrawing.Series(
        CalendarMonth(number: rows[row].axis.number).text,
        categories: CellRange(
          sheet, rows: places.lowerBound - 1...places.lowerBound - 1, columns: 1...columns.count),
        values: CellRange(sheet, rows: at...at, columns: 1...count),
        color: WorkbookStyle.series[place])
    }
    return ChartDrawing(
      .line, title: title, numberFormat: "0%", categoryFormat: "0", series: series)
  }
}

extension Triangle.Axis {
  /// The place of a month or number; `nil` for anything else.
  fileprivate init?(_ cell: FigureCell) {
    switch cell {
    case .month(let month): self.init(number: month.number, isMonth: true)
    case .number(let number): self.init(number: Int(clamping: number), isMonth: false)
    default: return nil
    }
  }
}
