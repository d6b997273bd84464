public import Billing
public import Diagnostics
public import Revenue
import Spreadsheet

/// Writes `workbook.xlsx`: the tables of a month's close as sheets that people can read, filter,
/// add up and print.
///
/// Sheets are the same tables that stand beside them as text; see <doc:SheetsAreTables>.
public struct CloseWorkbookWriter: Sendable {
  private let close: CloseFigures
  private let tables: [FigureTable]
  private let totals: [String: FigureTotals]
  private let pipeline: String
  private let toolVersion: String
  private let currencies: CurrencyTable

  /// Prepares a workbook.
  ///
  /// - Parameters:
  ///   - close: the figures, for what stands on the first sheet.
  ///   - tables: the tables, as they are written as text.
  ///   - totals: what tables add up to, by name, where that is known already: those that are too
  ///     long for a sheet are not read for it.
  ///   - pipeline: the name of the pipeline.
  ///   - toolVersion: the version of the program.
  ///   - currencies: how amounts of each currency are written.
  public init(
    _ close: CloseFigures, tables: [FigureTable], totals: [String: FigureTotals] = [:],
    pipeline: String, toolVersion: String, currencies: CurrencyTable
  ) {
    self.close = close
    self.tables = tables
    self.totals = totals
    self.pipeline = pipeline
    self.toolVersion = toolVersion
    self.currencies = currencies
  }

  /// Makes sure that a workbook can be written, before there is anything to write.
  ///
  /// - Throws: `workbook-library` where the library for it is not installed.
  public static func findLibrary() throws(Failure) { try WorkbookWriter.findLibrary() }

  /// Writes the workbook.
  ///
  /// - Parameter scratchFolder: a folder on the disk for its parts; nothing is left there.
  /// - Returns: the bytes of the file, the same for the same figures.
  /// - Throws: `workbook-library` where the library for it is not installed; `output-unwritable`.
  public func xlsx(scratchFolder: String) throws(Failure) -> [UInt8] {
    var book = try WorkbookWriter(
      WorkbookWriter.Properties(
        title: "Revenue close \(close.month.text)", subject: pipeline,
        author: "trueup \(toolVersion)",
        // 0 would mean now.
        createdSeconds: max(close.asOf.seconds, 1)), scratchFolder: scratchFolder)
    let head = SheetHead(pipeline: pipeline, month: close.month, rules: close.recurring.rules)
    let sheets = filledSheets
    for sheet in sheets {
      switch sheet.sheet.form {
      case .summary:
        SummarySheetWriter(
          close: close, sheets: sheets, others: tablesWithoutSheet, head: head,
          currencies: currencies, toolVersion: toolVersion
        ).write(to: &book)
      case .rows:
        RowSheetWriter(sheet: sheet, head: head, currencies: currencies, totals: totals)
          .write(to: &book)
      case .triangle:
        TriangleSheetWriter(sheet: sheet, head: head, currencies: currencies).write(to: &book)
      }
    }
    return try book.finish()
  }

  private var filledSheets: [FilledSheet] {
    WorkbookSheet.all.compactMap { sheet in
      let own = sheet.tables.compactMap { name in tables.first { $0.name == name } }
      return own.isEmpty && sheet.isOptional ? nil : FilledSheet(sheet: sheet, tables: own)
    }
  }

  private var tablesWithoutSheet: [FigureTable] {
    let shown = Set(WorkbookSheet.all.flatMap(\.tables))
    return tables.filter { !shown.contains($0.name) }
  }
}
