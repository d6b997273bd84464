import Revenue

/// A sheet of the workbook: which tables it shows, and how.
struct WorkbookSheet: Sendable {
  /// How tables are shown.
  enum Form: Sendable {
    /// Figures of each month side by side, after what one has to know about them.
    case summary
    /// Row by row, one table below the other; the last can be filtered.
    case rows
    /// Months against months.
    case triangle
  }

  /// What stands on its tab.
  var name: String
  /// The names of its tables.
  var tables: [String]
  /// How they are shown.
  var form = Form.rows
  /// The export without which none of its tables is there, or nothing in them; `nil` for tables
  /// that every run has.
  var needs: String?
  /// Whether the sheet is left out when none of its tables is there.
  var isOptional = false

  /// All sheets, in the order in which people read them.
  static let all: [WorkbookSheet] = [
    WorkbookSheet(name: "Summary", tables: ["summary"], form: .summary),
    WorkbookSheet(name: "MRR roll-forward", tables: ["mrr-roll-forward"]),
    WorkbookSheet(
      name: "MRR in one currency", tables: ["mrr-consolidated-months", "mrr-consolidated"],
      isOptional: true),
    WorkbookSheet(name: "MRR movements", tables: ["mrr-movements"]),
    WorkbookSheet(
      name: "Bridge", tables: ["bridge"],
      needs: "a dump of the subscriptions, for MRR by the rows of the database"),
    WorkbookSheet(name: "Customers at month end", tables: ["customers"]),
    WorkbookSheet(name: "Plans", tables: ["plans"]),
    WorkbookSheet(name: "Retention cohorts", tables: ["cohorts"], form: .triangle),
    WorkbookSheet(name: "Trials", tables: ["trials"]),
    WorkbookSheet(
      name: "Payments and dunning", tables: ["payments"], needs: "exports of invoices and charges"),
    WorkbookSheet(
      name: "Refunds and disputes", tables: ["reversals"],
      needs: "an export of balance transactions"),
    WorkbookSheet(
      name: "Cash and balance", tables: ["cash", "balance"],
      needs: "an export of balance transactions"),
    WorkbookSheet(
      name: "Deferred roll-forward", tables: ["deferred-revenue"], needs: "an export of invoices"),
    WorkbookSheet(
      name: "Waterfall", tables: ["revenue-waterfall"], form: .triangle,
      needs: "an export of invoices"),
    WorkbookSheet(name: "Accounts", tables: ["accounts"], isOptional: true),
    WorkbookSheet(name: "Journal", tables: ["journal"], needs: "an export of invoices"),
    WorkbookSheet(name: "Tie-outs", tables: ["tie-outs"]),
    WorkbookSheet(name: "Exceptions", tables: ["exceptions"]),
    WorkbookSheet(name: "Definitions", tables: ["definitions"]),
  ]
}

/// A sheet together with those of its tables that are there.
struct FilledSheet: Sendable {
  var sheet: WorkbookSheet
  var tables: [FigureTable]

  var name: String { sheet.name }

  /// Says what is missing where there is no table.
  var absence: String { "Not measured: \(sheet.needs ?? "nothing of the kind was exported")" }
}
