import Billing
import Bytes
import Revenue
import Spreadsheet

/// Writes the first sheet: what the workbook is of, whether it can be trusted, the figures of the
/// last months side by side, and where everything else is.
struct SummarySheetWriter {
  /// How many months stand side by side: the month that is closed, and the same a year ago.
  private static let monthCount = 13

  let close: CloseFigures
  let sheets: [FilledSheet]
  /// The tables that have no sheet.
  let others: [FigureTable]
  let head: SheetHead
  let currencies: CurrencyTable
  let toolVersion: String

  private var name: String { sheets[0].name }

  /// Writes the sheet, and names what formulas of others may want.
  func write(to book: inout WorkbookWriter) {
    var layout = head.layout(
      widths: [30] + [Int](repeating: 14, count: Self.monthCount))
    layout.tabColor = CellStyle.Color(0x1E7B4A)
    let blocks = sheets[0].tables.first.map { MonthBlock.all(of: $0, last: Self.monthCount) } ?? []
    var named: [(name: String, cell: CellRange)] = []
    book.sheet(name, layout) { page in
      head.write(to: &page, title: "Revenue close \(close.month.text): \(head.pipeline)")
      page.freeze(rows: SheetHead.rowCount, columns: 1)
      page.skip()
      drawCharts(to: &page)
      writeFacts(to: &page)
      for block in blocks { named += write(block, to: &page) }
      writeContents(to: &page)
    }
    for (name, cell) in named { book.define(name, as: cell) }
  }

  // MARK: Facts

  private func writeFacts(to page: inout WorksheetWriter) {
    write("Month", .text(close.month.text), to: &page)
    write("As of", .text(close.asOf.iso), to: &page)
    write("Data through", .text(close.dataThrough?.iso ?? "nothing was read"), to: &page)
    write("Time zone", .text(head.rules.timeZone), to: &page)
    write("Profile", .text(head.rules.profile.rawValue), to: &page)
    write("Written by", .text("trueup \(toolVersion)"), to: &page)
    page.skip()
    let results = close.allTieOuts.map(\.tieOut.result.word)
    for word in ["passed", "failed", "not_evaluated"] {
      let count = results.count { $0 == word }
      let style = count == 0 ? WorkbookStyle.plain : WorkbookStyle.verdict(word)
      write(
        "Tie-outs \(word.split(separator: "_").joined(separator: " "))",
        .number(SheetNumber(count)), style ?? WorkbookStyle.plain, to: &page)
    }
    let doubts = sheets.first { $0.name == "Exceptions" }?.tables.first?.rowCount ?? 0
    write(
      "Exceptions", .number(SheetNumber(doubts)),
      doubts == 0 ? WorkbookStyle.plain : WorkbookStyle.warning, to: &page)
    page.skip(max(1, Self.chartRows + SheetHead.rowCount + 1 - page.row))
  }

  private func write(
    _ label: String, _ value: WorksheetCell.Value, _ style: CellStyle = WorkbookStyle.plain,
    to page: inout WorksheetWriter
  ) {
    page.write([
      WorksheetCell(.text(label), WorkbookStyle.label),
      WorksheetCell(value, style.with { $0.alignment = .left }),
    ])
  }

  /// The charts of the currency that most customers pay in.
  private func drawCharts(to page: inout WorksheetWriter) {
    guard let sheet = sheets.first(where: { $0.tables.first?.name == FigureChart.table }),
      let table = sheet.tables.first
    else { return }
    let symbols = close.recurring.ledger.symbols
    let busiest = close.recurring.currencies.max {
      ($0.months.last?.closingCustomers ?? 0) < ($1.months.last?.closingCustomers ?? 0)
    }.map { symbols.text($0.currency) }
    let charts = FigureChart.all(
      of: table, in: sheet.name, first: RowSheetWriter.firstRow, through: close.month)
    let shown = charts.first { $0.currency == busiest } ?? charts.first
    guard let chart = shown else { return }
    page.draw(chart.balance, row: page.row, column: 4, size: (width: 105, height: 100))
    page.draw(chart.movements, row: page.row, column: 9, size: (width: 105, height: 100))
  }

  private static let chartRows = 16

  // MARK: Figures

  /// Writes the months of a currency side by side.
  ///
  /// - Returns: names for its last month's recurring revenue.
  private func write(
    _ block: MonthBlock, to page: inout WorksheetWriter
  ) -> [(name: String, cell: CellRange)] {
    let maker = FigureCellMaker(block.table, currencies)
    page.write([WorksheetCell(.text(block.title), WorkbookStyle.heading)])
    page.write(
      [WorksheetCell(.text("Month"), WorkbookStyle.head)]
        + block.rows.map { row in
          WorksheetCell(
            maker.cell(of: row, at: block.monthPlace).value,
            WorkbookStyle.numberHead.with { $0.numberFormat = WorkbookStyle.month.numberFormat })
        })
    var named: [(name: String, cell: CellRange)] = []
    for column in block.figures {
      let definition = block.table.columns[column]
      if block.isNamed, definition.name == "mrr" || definition.name == "arr" {
        let last = block.rows.count
        named.append(
          (
            "\(definition.name.uppercased())_\(block.currency.uppercased())",
            CellRange(name, rows: page.row...page.row, columns: last...last)
          ))
      }
      page.write(
        [
          WorksheetCell(
            .text(definition.name.heading), WorkbookStyle.label, note: definition.definition + ".")
        ] + block.rows.map { maker.cell(of: $0, at: column) })
    }
    page.skip()
    return named
  }

  // MARK: Contents

  private func writeContents(to page: inout WorksheetWriter) {
    page.write([WorksheetCell(.text("Sheets"), WorkbookStyle.heading)])
    for sheet in sheets.dropFirst() {
      let about = sheet.tables.first?.about ?? sheet.absence
      page.write([
        WorksheetCell(.link(sheet.name, sheet: sheet.name), WorkbookStyle.link),
        WorksheetCell(
          .text(about + "."), sheet.tables.isEmpty ? WorkbookStyle.remark : WorkbookStyle.plain),
      ])
    }
    guard !others.isEmpty else { return }
    page.skip()
    page.write([WorksheetCell(.text("Only as text"), WorkbookStyle.heading)])
    for table in others {
      page.write([
        WorksheetCell(.text(table.title), WorkbookStyle.plain),
        WorksheetCell(.text(head.about(table)), WorkbookStyle.plain),
      ])
    }
  }
}

/// The last months of one currency, out of a table with a row for each month.
private struct MonthBlock {
  var table: FigureTable
  var currency: String
  /// The place of the month in each row.
  var monthPlace: Int
  /// The places of what is shown.
  var figures: [Int]
  /// A row for each month, the latest last.
  var rows: [[FigureCell]] = []

  var title: String { "\(PlainText.shown(currency).uppercased()) by month" }

  /// Whether the currency can be a part of a name in formulas.
  var isNamed: Bool {
    currency.utf8.count == 3 && currency.utf8.allSatisfy { (UInt8(ascii: "a")...0x7A).contains($0) }
  }

  static func all(of table: FigureTable, last count: Int) -> [MonthBlock] {
    guard let currency = table.place(of: "currency"), let month = table.place(of: "period") else {
      return []
    }
    var blocks: [MonthBlock] = []
    for place in 0..<table.rowCount {
      let row = table[place]
      let code = table.text(of: row[currency]) ?? ""
      if blocks.last?.currency != code {
        blocks.append(
          MonthBlock(
            table: table, currency: code, monthPlace: month,
            figures: table.columns.indices.filter { $0 != currency && $0 != month }))
      }
      blocks[blocks.count - 1].rows.append(row)
    }
    return blocks.map { block in
      var block = block
      block.rows = block.rows.suffix(count)
      return block
    }
  }
}
