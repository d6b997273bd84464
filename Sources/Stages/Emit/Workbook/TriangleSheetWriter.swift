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
      drawCharts(of: triangles, to: &page)
      for triangle in triangles { write(triangle, to: &page) }
    }
  }

  /// The charts stand above, two beside each other, so that no end of a printed page goes through
  /// them unless there are many.
  private func drawCharts(of triangles: [Triangle], to page: inout WorksheetWriter) {
    let count = triangles.count(where: \.hasChart)
    let height = 17
    // What stands before the first row of a triangle: an empty row, its title and its names.
    var first = page.row + (count + 1) / 2 * height + 3
    var drawn = 0
    for triangle in triangles {
      let rows = first...max(first, first + triangle.rows.count - 1)
      if triangle.hasChart {
        page.draw(
          triangle.chart(in: sheet.name, rows), row: page.row + 1 + drawn / 2 * height,
          column: drawn % 2 * 9, size: (width: 150, height: 105))
        drawn += 1
      }
      first = rows.upperBound + 1 + (triangle.addsUp ? 1 : 0) + 3
    }
    page.skip((count + 1) / 2 * height)
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
