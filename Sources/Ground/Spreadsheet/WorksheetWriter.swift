import CXLSXWriter

/// Writes the cells of a sheet, row by row.
@safe public struct WorksheetWriter: ~Copyable {
  /// How many rows a sheet has at most.
  ///
  /// Source: Microsoft, “Excel specifications and limits”.
  public static let rowLimit = 1_048_576

  /// The name of the sheet.
  public let name: String
  /// The row that is written next, from 0.
  public private(set) var row = 0

  private let book: OpenWorkbook
  private let sheet: UnsafeMutablePointer<lxw_worksheet>

  init(_ name: String, of book: OpenWorkbook) {
    self.name = name
    self.book = book
    unsafe sheet = book.addSheet(name)
  }

  /// Writes a row.
  ///
  /// - Parameters:
  ///   - cells: its cells, from the first column on.
  ///   - pointHeight: how high it is, in points; as high as its letters where nothing is said.
  public mutating func write(_ cells: [WorksheetCell], pointHeight: Int? = nil) {
    precondition(row < Self.rowLimit, "a row that no sheet has")
    if let pointHeight {
      unsafe book.note(
        book.functions.worksheet_set_row(sheet, UInt32(row), .init(pointHeight), nil))
    }
    for (column, cell) in cells.enumerated() {
      book.note(write(cell, UInt16(column)))
      if !cell.note.isEmpty { write(note: cell.note, UInt16(column)) }
    }
    row += 1
  }

  /// Leaves rows empty.
  public mutating func skip(_ count: Int = 1) { row += count }

  /// Draws a chart.
  ///
  /// - Parameters:
  ///   - chart: what is drawn.
  ///   - row: the row of its upper left corner.
  ///   - column: the column of that corner.
  ///   - size: how large it is, as parts of a hundred of the ordinary 480 × 288 pixels.
  public mutating func draw(
    _ chart: ChartDrawing, row: Int, column: Int, size: (width: Int, height: Int)
  ) {
    let drawn = unsafe book.addChart(chart.kind)
    unsafe ChartWriter(functions: book.functions, chart: drawn).write(chart)
    var options = unsafe lxw_chart_options()
    unsafe options.x_scale = .init(size.width) / 100
    unsafe options.y_scale = .init(size.height) / 100
    unsafe book.note(
      book.functions.worksheet_insert_chart_opt(
        sheet, UInt32(row), UInt16(column), drawn, &options))
  }

  /// Keeps rows at the top and columns at the left in sight when the rest moves.
  public mutating func freeze(rows: Int, columns: Int) {
    unsafe book.functions.worksheet_freeze_panes(sheet, UInt32(rows), UInt16(columns))
  }

  /// Begins every printed page with a row.
  public mutating func repeatRow(_ row: Int) {
    unsafe book.note(book.functions.worksheet_repeat_rows(sheet, UInt32(row), UInt32(row)))
  }

  /// Makes the first row of some cells a filter for the others, the last of which must not be above
  /// the row that was written last.
  public mutating func filter(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
    unsafe book.note(
      book.functions.worksheet_autofilter(
        sheet, UInt32(rows.lowerBound), UInt16(columns.lowerBound), UInt32(rows.upperBound),
        UInt16(columns.upperBound)))
  }

  private func write(_ cell: WorksheetCell, _ column: UInt16) -> lxw_error {
    let row = UInt32(row)
    guard cell.value != .blank || cell.style != CellStyle() else { return LXW_NO_ERROR }
    let format = unsafe book.format(cell.style)
    let functions = book.functions
    switch cell.value {
    case .blank:
      return unsafe functions.worksheet_write_blank(sheet, row, column, format)
    case .text(let text):
      return unsafe functions.worksheet_write_string(
        sheet, row, column, XLSXText.legal(text), format)
    case .number(let number) where number.isExact:
      return unsafe functions.worksheet_write_number(
        sheet, row, column, cxlsx_number(number.units, number.divisor), format)
    case .number(let number):
      return unsafe functions.worksheet_write_string(sheet, row, column, number.text, format)
    case .day(let number):
      return unsafe functions.worksheet_write_number(
        sheet, row, column, cxlsx_number(Int64(number) + Self.epochDay, 1), format)
    case .instant(let seconds):
      let serial = cxlsx_number(seconds &+ Self.epochDay * 86_400, 86_400)
      return unsafe functions.worksheet_write_number(sheet, row, column, serial, format)
    case .formula(let formula, let result):
      return unsafe functions.worksheet_write_formula_num(
        sheet, row, column, formula, format, cxlsx_number(result.units, result.divisor))
    case .link(let text, let target):
      return unsafe functions.worksheet_write_url_opt(
        sheet, row, column, "internal:'\(target)'!A1", format, XLSXText.legal(text), nil)
    }
  }

  /// The day that spreadsheets count 1970-01-01 as.
  private static let epochDay: Int64 = 25_569

  private func write(note text: String, _ column: UInt16) {
    var options = unsafe lxw_comment_options()
    unsafe options.x_scale = 2
    unsafe book.note(
      book.functions.worksheet_write_comment_opt(
        sheet, UInt32(row), column, XLSXText.legal(text), &options))
  }
}

extension WorksheetWriter {
  /// Sets how the sheet looks.
  func set(_ layout: WorksheetLayout) {
    let functions = book.functions
    for (column, width) in layout.widths.enumerated() {
      unsafe book.note(
        functions.worksheet_set_column(
          sheet, UInt16(column), UInt16(column), .init(width), nil))
    }
    if let color = layout.tabColor { unsafe functions.worksheet_set_tab_color(sheet, color.lxw) }
    // An id of digits is meant to be a text; nobody needs to be warned of that.
    unsafe book.note(
      functions.worksheet_ignore_errors(
        sheet, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), "A1:XFD1048576"))
    setPage(layout)
  }

  private func setPage(_ layout: WorksheetLayout) {
    let functions = book.functions
    if layout.isLandscape { unsafe functions.worksheet_set_landscape(sheet) }
    unsafe functions.worksheet_set_paper(sheet, Self.a4)
    // In inches, with room for what stands above and below the cells.
    unsafe functions.worksheet_set_margins(sheet, 0.4, 0.4, 0.75, 0.65)
    // So wide, and as long as it takes.
    unsafe functions.worksheet_fit_to_pages(sheet, UInt16(layout.pagesAcross), 0)
    unsafe book.note(
      functions.worksheet_set_header(sheet, "&C&9" + Self.printed(layout.header)))
    unsafe book.note(
      functions.worksheet_set_footer(
        sheet, "&L&8" + Self.printed(layout.footer) + "&C&8&A&R&8page &P of &N"))
  }

  /// A text in the small language of headers and footers, of at most 100 characters: all of them
  /// together may have 255.
  private static func printed(_ text: String) -> String {
    XLSXText.legal(String(text.prefix(100))).split(
      separator: "&", omittingEmptySubsequences: false
    ).joined(separator: "&&")
  }

  private static let a4: UInt8 = 9
}
