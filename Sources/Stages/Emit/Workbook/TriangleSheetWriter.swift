import Billing
import Revenue
import Spreadsheet

/// Writes months against months: what was booked when and earned when, who came when and is still
/// there.
struct TriangleSheetWriter {
  let sheet: FilledSheet
  let head: SheetHead
  let currencies: CurrencyTable

  /// Writes the sheet.
  func write(to book: inout WorkbookWriter) {
    let triangles = sheet.tables.first.map { Triangle.all(of: $0, currencies) } ?? []
    let width = triangles.map(\.columns.count).max() ?? 0
    var layout = head.layout(widths: [12] + [Int](repeating: 12, count: max(width + 1, 1)))
    layout.tabColor = head.tabColor(of: sheet)
    book.sheet(sheet.name, layout) { page in
      head.write(to: &page, title: sheet.name)
      guard let table = sheet.tables.first else {
        head.writeAbsence(of: sheet, to: &page)
        return
      }
      page.freeze(rows: SheetHead.rowCount, columns: 1)
      page.write([WorksheetCell(.text(head.about(table)), WorkbookStyle.remark)])
      if triangles.isEmpty { page.write([WorksheetCell(.text("none"), WorkbookStyle.remark)]) }
      for triangle in triangles { write(triangle, to: &page) }
    }
  }

  private func write(_ triangle: Triangle, to page: inout WorksheetWriter) {
    page.skip()
    page.write([WorksheetCell(.text(triangle.title), WorkbookStyle.heading)])
    let names = triangle.columns.map { WorksheetCell($0.value, $0.headStyle) }
    page.write(
      [WorksheetCell(.text(triangle.corner), WorkbookStyle.head)] + names
        + (triangle.addsUp ? [WorksheetCell(.text("Total"), WorkbookStyle.numberHead)] : []))
    let first = page.row
    for place in triangle.rows.indices { page.write(cells(of: triangle, place, row: page.row)) }
    let rows = first...max(first, page.row - 1)
    if triangle.addsUp { page.write(totals(of: triangle, rows)) }
    if let chart = triangle.chart(in: sheet.name, rows) {
      page.draw(chart, row: page.row + 1, column: 0, size: (width: 200, height: 110))
      page.skip(18)
    }
  }

  private func cells(of triangle: Triangle, _ place: Int, row: Int) -> [WorksheetCell] {
    let cells = triangle.rows[place].cells
    let name = WorksheetCell(triangle.rows[place].axis.value, triangle.rows[place].axis.style)
    guard triangle.addsUp, !cells.isEmpty else { return [name] + cells }
    let range = CellRange(sheet.name, rows: row...row, columns: 1...cells.count)
    var sum = triangle.sum(of: cells, range)
    sum.style.hasTopLine = false
    return [name] + cells + [sum]
  }

  private func totals(of triangle: Triangle, _ rows: ClosedRange<Int>) -> [WorksheetCell] {
    let label = WorksheetCell(.text("Total"), WorkbookStyle.total(WorkbookStyle.plain))
    let columns = triangle.columns.indices.map { column in
      triangle.sum(
        of: triangle.rows.map { $0.cells[column] },
        CellRange(sheet.name, rows: rows, columns: column + 1...column + 1))
    }
    let all = CellRange(sheet.name, rows: rows, columns: 1...max(triangle.columns.count, 1))
    return [label] + columns + [triangle.sum(of: triangle.rows.flatMap(\.cells), all)]
  }
}
