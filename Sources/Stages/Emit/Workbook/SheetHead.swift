import Billing
import Revenue
import Spreadsheet

/// What stands at the top of every sheet, and on every printed page.
struct SheetHead: Sendable {
  /// How many rows it takes.
  static let rowCount = 2
  /// How many letters a printed page has at most beside each other, so that they can be read.
  private static let lettersAcross = 230

  /// The name of the pipeline.
  let pipeline: String
  /// The month that is closed.
  let month: CalendarMonth
  /// The rules that matter to every reader: time zone and profile.
  let rules: MeasureRules

  /// Writes what is on top of a sheet.
  func write(to page: inout WorksheetWriter, title: String) {
    page.write([WorksheetCell(.text(title), WorkbookStyle.title)], pointHeight: 24)
    page.write([WorksheetCell(.text(line), WorkbookStyle.remark)])
  }

  /// Says what is missing where there is no table.
  func writeAbsence(of sheet: FilledSheet, to page: inout WorksheetWriter) {
    page.skip()
    page.write([
      WorksheetCell(
        .text(sheet.absence + "."),
        WorkbookStyle.remark.with { $0.isItalic = true })
    ])
  }

  /// One line that says what all figures are of.
  var line: String {
    "\(pipeline) · close of \(month.text) · time zone \(rules.timeZone)"
      + " · profile \(rules.profile.rawValue) · amounts in units of their own currency"
  }

  /// What a row of a table is, and where the same stands as text.
  func about(_ table: FigureTable) -> String {
    "\(table.about). The same as text: \(file(table)), "
      + PlainText.count(table.rowCount, "row") + "."
  }

  /// The file in which a table stands as text.
  func file(_ table: FigureTable) -> String { "metrics/\(table.name).csv.gz" }

  /// The layout that all sheets share.
  func layout(widths: [Int]) -> WorksheetLayout {
    var layout = WorksheetLayout(widths: widths)
    layout.pagesAcross = max(1, widths.reduce(0, +) / Self.lettersAcross)
    layout.header = "\(pipeline) · close of \(month.text)"
    layout.footer = "trueup · \(rules.timeZone) · \(rules.profile.rawValue)"
    return layout
  }

  /// The colours of the tabs: what is there is dark, what is missing grey.
  func tabColor(of sheet: FilledSheet) -> CellStyle.Color {
    sheet.tables.isEmpty ? CellStyle.Color(0xBFC5CD) : WorkbookStyle.ink
  }
}
