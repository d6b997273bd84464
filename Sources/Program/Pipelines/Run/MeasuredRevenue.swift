public import Billing
import Bytes
import Emit
public import Diagnostics
public import Reconciliation
public import Revenue

/// What revenue comes to by both sides, and what it was measured by.
public struct MeasuredRevenue: Sendable {
  /// The figures by Stripe's side, up to the month that is closed.
  public var close: CloseFigures
  /// What recurs by the rows of the database; `nil` when it has no subscriptions.
  ///
  /// Each row is a subscription of one state, that of the dump, so that earlier months are told
  /// from the rows' dates alone.
  public var database: RecurringFigures?
  /// How amounts of each currency are written.
  public var currencies: CurrencyTable
  /// What the business calls its accounts.
  public var accounts: AccountMap
  /// Every rule that the figures depend on.
  public var rules: [RuleLine]
  /// What was reported of closed months, which the journal is made from again wherever it is read;
  /// `nil` where none are.
  var reported: ClosedMonths?

  /// Every table of the close, with the names of the files that its figures come from.
  public func tables(_ sources: SourceMap) -> [FigureTable] {
    CloseTables(close, sources: sources, accounts: accounts, rules: rules).all
  }

  /// The tables as a workbook.
  ///
  /// - Parameters:
  ///   - tables: the tables.
  ///   - totals: what those add up to that are too long for a sheet, by name.
  ///   - report: what the run says.
  ///   - scratchFolder: a folder on the disk for its parts; nothing is left there.
  /// - Returns: the bytes of the file.
  /// - Throws: `workbook-library`, `output-unwritable`.
  func workbook(
    of tables: [FigureTable], _ totals: [String: FigureTotals], _ report: RunReport,
    scratchFolder: String
  ) throws(Failure) -> [UInt8] {
    try CloseWorkbookWriter(
      close, tables: tables, totals: totals, pipeline: report.evidence.definition.name,
      toolVersion: report.toolVersion, currencies: currencies
    ).xlsx(scratchFolder: scratchFolder)
  }

  /// What closes the months that are over; `nil` where no month is.
  var closedMonths: ClosedMonthsWriter? {
    let figures = close.recurring
    let month = CalendarMonth(number: figures.zone.month(of: close.asOf).number - 1)
    guard figures.place(of: month) != nil else { return nil }
    return ClosedMonthsWriter(through: month, of: close, by: rules)
  }

  /// What is to be said of it in short.
  public var verdict: RevenueVerdict {
    let figures = close.recurring
    var verdict = RevenueVerdict(
      month: close.month.text,
      rules: rules.map { RevenueVerdict.Rule(name: $0.name, value: $0.value) })
    if let place = figures.place(of: close.month) {
      verdict.monthly = figures.currencies.map {
        Money(
          minorUnits: $0.months[place].closing, currency: figures.ledger.symbols.text($0.currency))
      }
    }
    for (tieOut, symbols) in close.allTieOuts {
      switch tieOut.result {
      case .passed: verdict.passedCount += 1
      case .notEvaluated: verdict.notEvaluatedCount += 1
      case .failed: verdict.failures.append(tieOut.sentence(symbols.text(tieOut.currency)))
      }
    }
    verdict.doubts = doubts
    return verdict
  }

  /// What could not be measured, by its kind.
  private var doubts: [RevenueVerdict.Doubt] {
    let recurring =
      close.recurring.ledger.exceptions.map(\.kind)
      + (close.recurring.consolidated?.exceptions.map(\.kind) ?? [])
    let billing = close.billing?.exceptions.map(\.kind) ?? []
    let counts =
      MeasureException.Kind.allCases.map { kind in
        RevenueVerdict.Doubt(kind: kind.rawValue, count: recurring.count { $0 == kind })
      }
      + BillingException.Kind.allCases.map { kind in
        RevenueVerdict.Doubt(kind: kind.rawValue, count: billing.count { $0 == kind })
      }
    return counts.filter { $0.count > 0 }
  }
}

extension TieOut {
  /// Both sides in one sentence.
  fileprivate func sentence(_ currency: String) -> String {
    let of = [currency, period?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    return "\(check)\(of.isEmpty ? "" : " of \(of)"): \(stated.name) \(stated.amount),"
      + " \(derived.name) \(derived.amount)"
  }
}
