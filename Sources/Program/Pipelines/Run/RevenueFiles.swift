import Bytes
import Diagnostics
import Emit
import Reconciliation
import Revenue

/// The files of a month's close: `metrics/` of a run.
struct RevenueFiles {
  let revenue: MeasuredRevenue
  let report: RunReport
  let reports: [OutputChoices.Report]
  let workers: Workers
  let scratchFolder: String

  /// Writes all of them, one after the other: the largest need not be in memory together.
  ///
  /// - Throws: `output-unwritable`, also where pages of closed months are lost; `workbook-library`.
  func write(to run: inout RunDraft) throws(Failure) {
    try run.write("metrics/checks.json", ChecksWriter().json(revenue.close))
    let tables = revenue.tables(report.sources)
    var totals: [String: FigureTotals] = [:]
    for table in tables {
      let writer = FigureSheetWriter(table, currencies: revenue.currencies)
      try run.compress("metrics/\(table.name).csv.gz", columns: writer.columns) {
        file throws(Failure) in
        totals[table.name] = try writer.write(to: &file, map: workers.map)
      }
    }
    if reports.contains(.workbook) {
      let book = try revenue.workbook(of: tables, totals, report, scratchFolder: scratchFolder)
      try run.write("metrics/workbook.xlsx", book)
    }
    if let closed = revenue.closedMonths {
      try run.compress(in: "metrics/", named: { closed.name(of: $0) + ".csv.gz" }) {
        file throws(Failure) in try closed.write(to: &file, map: workers.map)
      }
    }
    try revenue.reported?.requirePages()
  }
}
