public import Diagnostics
public import Revenue

/// Every table of a month's close, in the order in which people read them.
public struct CloseTables: Sendable {
  private let close: CloseFigures
  private let sources: SourceMap
  private let accounts: AccountMap
  private let rules: [RuleLine]

  /// Prepares the tables.
  ///
  /// - Parameters:
  ///   - close: the figures.
  ///   - sources: the names of the files that figures come from.
  ///   - accounts: what the business calls its accounts.
  ///   - rules: every rule that the figures depend on.
  public init(
    _ close: CloseFigures, sources: SourceMap, accounts: AccountMap = .standard, rules: [RuleLine]
  ) {
    self.close = close
    self.sources = sources
    self.accounts = accounts
    self.rules = rules
  }

  /// All tables; the journal is made by its own name.
  public var all: [FigureTable] {
    let rolls = RollForwardTables(close: close)
    let ends = MonthEndTables(close: close, sources: sources)
    let proofs = ProofTables(close: close, sources: sources)
    var tables = [SummaryTable(close: close).table, rolls.months, rolls.weeks]
    if let consolidated = ConsolidatedTables(close.recurring) {
      tables += [consolidated.months, consolidated.currencies]
    }
    tables += [
      MovementTable(close.recurring, sources).table, ends.customers, ends.plans, ends.cohorts,
      ends.trials, ends.trialList, ends.days, ends.planDays,
    ]
    if !close.usage.isEmpty { tables.append(ends.usage) }
    if let bridge = close.bridge.map({ BridgeTables(bridge: $0, asOf: close.asOf) }) {
      tables += [bridge.lines, bridge.parts]
    }
    if !close.restatements.isEmpty {
      let corrections = CorrectionTables(close: close, labels: accounts)
      tables += [corrections.corrections, corrections.restatement]
    }
    if let billing = close.billing { tables += self.tables(of: billing) }
    tables += [
      FigureIndex(close: close, labels: accounts).table, proofs.tieOuts, proofs.exceptions,
    ]
    return tables + [proofs.definitions(of: tables, rules)]
  }

  private func tables(of billing: BillingFigures) -> [FigureTable] {
    let payments = PaymentTables(figures: billing)
    let books = BookTables(
      figures: billing, journal: close.journal, accounts: accounts, sources: sources)
    return [
      payments.dunning, payments.recoveries, payments.reversals, payments.cash, payments.balance,
      payments.transactions, books.deferred, books.waterfall, books.accountTotals,
      books.journalLines, books.objects,
    ]
  }
}
