import Bytes
import CXLSXWriter
public import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// Writes a workbook that spreadsheets open, the same bytes for the same calls.
///
/// Rows go to the disk as they come, so that a workbook needs little memory, however long it is.
@safe public struct WorkbookWriter: ~Copyable {
  /// What a workbook says about itself.
  public struct Properties: Sendable {
    /// What it is called.
    public var title: String
    /// What it is about.
    public var subject: String
    /// Who made it.
    public var author: String
    /// When it was made, in seconds since 1970-01-01T00:00:00Z; never 0.
    public var createdSeconds: Int64

    /// Creates properties.
    public init(title: String, subject: String, author: String, createdSeconds: Int64) {
      self.title = title
      self.subject = subject
      self.author = author
      self.createdSeconds = createdSeconds
    }
  }

  private let book: OpenWorkbook

  /// Makes sure that workbooks can be written.
  ///
  /// - Throws: `workbook-library` where the library for it is not installed.
  public static func findLibrary() throws(Failure) { _ = try SpreadsheetLibrary.find() }

  /// Begins a workbook.
  ///
  /// - Parameters:
  ///   - properties: what it says about itself.
  ///   - scratchFolder: a folder on the disk for the rows until all is there; nothing is left
  ///     there.
  /// - Throws: `workbook-library`, `output-unwritable`.
  public init(_ properties: Properties, scratchFolder: String) throws(Failure) {
    book = try OpenWorkbook(scratchFolder: scratchFolder)
    book.set(properties)
  }

  /// Adds a sheet after those that are there.
  ///
  /// - Parameters:
  ///   - name: its name, which no other sheet has: 1 to 31 characters, none of `[]:*?/\`.
  ///   - layout: how it looks.
  ///   - content: writes its cells from the first row to the last.
  public mutating func sheet(
    _ name: String, _ layout: WorksheetLayout, _ content: (inout WorksheetWriter) -> Void
  ) {
    var sheet = WorksheetWriter(name, of: book)
    sheet.set(layout)
    content(&sheet)
  }

  /// Gives cells a name that formulas can use.
  public mutating func define(_ name: String, as range: CellRange) {
    book.define(name, as: range)
  }

  /// Ends the workbook.
  ///
  /// - Returns: the bytes of the file.
  /// - Throws: `output-unwritable`.
  public consuming func finish() throws(Failure) -> [UInt8] { try book.close() }
}

/// A workbook of libxlsxwriter and the file that it will be written to.
@safe final class OpenWorkbook {
  private let library: SpreadsheetLibrary
  private let file: ScratchFile
  private var workbook: UnsafeMutablePointer<lxw_workbook>?
  private var formats: [CellStyle: UnsafeMutablePointer<lxw_format>] = unsafe [:]
  private var error: lxw_error = LXW_NO_ERROR

  init(scratchFolder: String) throws(Failure) {
    library = try SpreadsheetLibrary.find()
    file = try ScratchFile(folder: scratchFolder)
    var options = unsafe lxw_workbook_options()
    unsafe options.constant_memory = 1
    unsafe options.use_zip64 = 0
    let folder = unsafe strdup(scratchFolder)
    // The library keeps a copy.
    defer { unsafe free(folder) }
    unsafe options.tmpdir = folder
    unsafe workbook = functions.workbook_new_opt(file.path, &options)
    guard unsafe workbook != nil else { throw Self.failure("the library is out of memory") }
  }

  deinit { if let workbook = unsafe workbook { unsafe functions.lxw_workbook_free(workbook) } }

  /// What the library can do.
  var functions: cxlsx_functions { unsafe library.functions.pointee }

  func set(_ properties: WorkbookWriter.Properties) {
    let texts = unsafe [
      strdup(XLSXText.legal(properties.title)), strdup(XLSXText.legal(properties.subject)),
      strdup(XLSXText.legal(properties.author)),
    ]
    defer { unsafe texts.forEach { unsafe free($0) } }
    var written = unsafe lxw_doc_properties()
    unsafe written.title = texts[0]
    unsafe written.subject = texts[1]
    unsafe written.author = texts[2]
    unsafe written.created = time_t(properties.createdSeconds)
    unsafe note(functions.workbook_set_properties(workbook, &written))
  }

  func define(_ name: String, as range: CellRange) {
    unsafe note(functions.workbook_define_name(workbook, name, "=" + range.formulaElsewhere))
  }

  /// Remembers the first error; the workbook is worth nothing after it.
  func note(_ result: lxw_error) {
    if error == LXW_NO_ERROR { error = result }
  }

  func addSheet(_ name: String) -> UnsafeMutablePointer<lxw_worksheet> {
    guard let sheet = unsafe functions.workbook_add_worksheet(workbook, name) else {
      preconditionFailure("two sheets of one name, or a name that no sheet can have")
    }
    return unsafe sheet
  }

  func addChart(_ kind: ChartDrawing.Kind) -> UnsafeMutablePointer<lxw_chart> {
    let type =
      switch kind {
      case .line: LXW_CHART_LINE
      case .stackedColumns: LXW_CHART_COLUMN_STACKED
      }
    guard let chart = unsafe functions.workbook_add_chart(workbook, UInt8(type.rawValue)) else {
      preconditionFailure("the library is out of memory")
    }
    return unsafe chart
  }

  func close() throws(Failure) -> [UInt8] {
    let closing = unsafe workbook
    unsafe workbook = nil
    // It is freed even when it cannot be written.
    unsafe note(functions.workbook_close(closing))
    guard error == LXW_NO_ERROR else {
      throw Self.failure("libxlsxwriter says error \(error.rawValue)")
    }
    return try file.content()
  }

  private static func failure(_ what: String) -> Failure {
    Failure(
      .outputUnwritable, "cannot write the workbook: \(what)",
      help: "check the free space of the scratch folder; nothing was published")
  }
}

extension OpenWorkbook {
  /// The library's format of a style, made when it is first asked for.
  func format(_ style: CellStyle) -> UnsafeMutablePointer<lxw_format>? {
    if let known = unsafe formats[style] { return unsafe known }
    guard let format = unsafe functions.workbook_add_format(workbook) else { return nil }
    unsafe set(style, of: format)
    unsafe formats[style] = format
    return unsafe format
  }

  private func set(_ style: CellStyle, of format: UnsafeMutablePointer<lxw_format>) {
    unsafe functions.format_set_font_size(format, .init(style.pointSize))
    if !style.numberFormat.isEmpty {
      unsafe functions.format_set_num_format(format, style.numberFormat)
    }
    if style.isBold { unsafe functions.format_set_bold(format) }
    if style.isItalic { unsafe functions.format_set_italic(format) }
    if style.isUnderlined {
      unsafe functions.format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue))
    }
    if style.isWrapped { unsafe functions.format_set_text_wrap(format) }
    if let color = style.color { unsafe functions.format_set_font_color(format, color.lxw) }
    if let fill = style.fill {
      unsafe functions.format_set_pattern(format, UInt8(LXW_PATTERN_SOLID.rawValue))
      unsafe functions.format_set_bg_color(format, fill.lxw)
    }
    let thin = UInt8(LXW_BORDER_THIN.rawValue)
    if style.hasTopLine { unsafe functions.format_set_top(format, thin) }
    if style.hasBottomLine { unsafe functions.format_set_bottom(format, thin) }
    switch style.alignment {
    case .natural: break
    case .left: unsafe functions.format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue))
    case .center: unsafe functions.format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    case .right: unsafe functions.format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
    }
    if style.indent > 0 { unsafe functions.format_set_indent(format, style.indent) }
    unsafe functions.format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
  }
}

extension CellStyle.Color {
  /// The colour for the library, to which 0 is no colour.
  var lxw: lxw_color_t { rgb == 0 ? lxw_color_t(LXW_COLOR_BLACK.rawValue) : rgb }
}
