import Billing
import Revenue
import Spreadsheet

/// Writes a sheet of tables, row by row and one below the other.
struct RowSheetWriter {
  /// A table with more rows is not in the workbook, only in its own file: nobody scrolls so far,
  /// and half a table that looks like a whole one is worse than none.
  static let rowLimit = 50_000

  let sheet: FilledSheet
  let head: SheetHead
  let currencies: CurrencyTable
  /// What those tables add up to that are too long for a sheet, by name.
  let totals: [String: FigureTotals]
  private let widths: [Int]

  private var name: String { sheet.name }

  init(
    sheet: FilledSheet, head: SheetHead, currencies: CurrencyTable,
    totals: [String: FigureTotals] = [:]
  ) {
    (self.sheet, self.head, self.currencies, self.totals) = (sheet, head, currencies, totals)
    widths = Self.widths(of: sheet.tables)
  }

  /// Writes the sheet.
  func write(to book: inout WorkbookWriter) {
    var layout = head.layout(widths: widths)
    layout.tabColor = head.tabColor(of: sheet)
    book.sheet(name, layout) { page in
      head.write(to: &page, title: name)
      guard !sheet.tables.isEmpty else {
        head.writeAbsence(of: sheet, to: &page)
        return
      }
      if sheet.tables.count > 1 { page.freeze(rows: SheetHead.rowCount, columns: 1) }
      for (place, table) in sheet.tables.enumerated() {
        if place > 0 {
          page.skip()
          page.write([WorksheetCell(.text(table.title), WorkbookStyle.heading)])
        }
        write(table, to: &page)
      }
    }
  }

  /// As wide as the widest name or value of the first rows, within limits.
  private static func widths(of tables: [FigureTable]) -> [Int] {
    var widths = [Int](repeating: 9, count: tables.map(\.columns.count).max() ?? 1)
    for table in tables {
      for (place, column) in table.columns.enumerated() {
        widths[place] = max(widths[place], width(of: column))
      }
      table.forEachRow(in: 0..<min(table.rowCount, 400)) { row in
        for (place, cell) in row.enumerated() {
          guard let text = table.text(of: cell) else { continue }
          widths[place] = max(widths[place], min(text.unicodeScalars.count + 2, widest))
        }
      }
    }
    return widths
  }

  /// How high the names of a table's columns are, in points: a name goes on in a next line where
  /// its column is narrower.
  private func headHeight(of table: FigureTable) -> Int {
    let lines = table.columns.enumerated().map { place, column in
      // The mark of a filter covers the end of a line.
      let room = widths[place] - 3
      var (count, taken) = (1, 0)
      for word in column.name.heading.split(separator: " ") {
        if taken > 0, taken + 1 + word.count > room { (count, taken) = (count + 1, 0) }
        taken += word.count + (taken > 0 ? 1 : 0)
      }
      return count
    }
    return 15 * (lines.max() ?? 1) + 3
  }

  /// How high a row with a long text is, in points; `nil` for one line: not every program works the
  /// height out when it opens a sheet.
  private func height(of row: [FigureCell], _ table: FigureTable) -> Int? {
    let longest = row.lazy.compactMap { table.text(of: $0)?.utf8.count }.max() ?? 0
    return longest > Self.widest ? 15 * ((longest + Self.widest - 6) / (Self.widest - 5)) : nil
  }

  /// The row in which the first row of a sheet's first table stands.
  static let firstRow = SheetHead.rowCount + 2

  /// How wide a column is at most, in letters; longer texts go on in a next line.
  static let widest = 62

  private static func width(of column: FigureColumn) -> Int {
    let longest = column.name.heading.split(separator: " ").map(\.count).max() ?? 0
    let room =
      switch column.kind {
      case .money: 14
      case .instant: 19
      case .day: 11
      default: 9
      }
    // The mark of a filter takes as much as three letters.
    return max(room, longest + 4)
  }
}

// MARK: Tables

extension RowSheetWriter {
  private func write(_ table: FigureTable, to page: inout WorksheetWriter) {
    if table.name == "bridge" { drawBridges(of: table, to: &page) }
    page.write([WorksheetCell(.text(head.about(table)), WorkbookStyle.remark)])
    let names = page.row
    let maker = FigureCellMaker(table, currencies)
    page.write(
      table.columns.indices.map { maker.head(of: $0) }, pointHeight: headHeight(of: table))
    if sheet.tables.count == 1 {
      page.freeze(rows: page.row, columns: 1)
      page.repeatRow(names)
    }
    guard table.rowCount <= Self.rowLimit else { return writeRemark(maker, to: &page) }
    guard table.rowCount > 0 else {
      return page.write([
        WorksheetCell(
          .text(sheet.sheet.needs.map { "none; it takes \($0)" } ?? "none"), WorkbookStyle.remark)
      ])
    }
    // A sheet has one filter; the last table is the one that gets long.
    page.filter(rows: names...names + table.rowCount, columns: 0...table.columns.count - 1)
    writeRows(maker, to: &page)
    drawCharts(of: table, below: names, to: &page)
  }

  private func writeRows(_ maker: FigureCellMaker, to page: inout WorksheetWriter) {
    let table = maker.table
    var totals = FigureTotals(table)
    let first = page.row
    table.forEachRow(in: 0..<table.rowCount) { row in
      totals.add(row)
      page.write(maker.cells(of: row), pointHeight: height(of: row, table))
    }
    let rows = first...page.row - 1
    for cells in totals.cells(by: maker, of: rows, first: page.row, in: name) { page.write(cells) }
  }

  /// The charts of the roll-forward, one currency below the other.
  private func drawCharts(
    of table: FigureTable, below names: Int, to page: inout WorksheetWriter
  ) {
    guard table.name == FigureChart.table else { return }
    for chart in FigureChart.all(of: table, in: name, first: names + 1, through: head.month) {
      page.skip()
      page.draw(chart.balance, row: page.row, column: 0, size: (width: 130, height: 100))
      page.draw(chart.movements, row: page.row, column: 7, size: (width: 130, height: 100))
      page.skip(16)
    }
  }

  /// The charts of the bridge stand above it, so that no end of a printed page goes through them.
  private func drawBridges(of table: FigureTable, to page: inout WorksheetWriter) {
    let rowCount = 17
    let count = FigureChart.bridges(of: table, in: name, first: 0).count
    // Below them come a remark and the names of the columns.
    let first = page.row + count * rowCount + 2
    for chart in FigureChart.bridges(of: table, in: name, first: first) {
      page.draw(chart, row: page.row, column: 0, size: (width: 220, height: 110))
      page.skip(rowCount)
    }
  }

  /// What stands in for a table that is too long: where it is, and what it adds up to.
  private func writeRemark(_ maker: FigureCellMaker, to page: inout WorksheetWriter) {
    let table = maker.table
    let totals = totals[table.name] ?? total(of: table)
    let count = PlainText.count(table.rowCount)
    page.write([
      WorksheetCell(
        .text("\(count) rows are too many for a sheet; all of them stand in \(head.file(table))."),
        WorkbookStyle.warning)
    ])
    for cells in totals.cells(by: maker, of: nil, first: page.row, in: name) { page.write(cells) }
  }

  private func total(of table: FigureTable) -> FigureTotals {
    var totals = FigureTotals(table)
    table.forEachRow(in: 0..<table.rowCount) { totals.add($0) }
    return totals
  }
}
