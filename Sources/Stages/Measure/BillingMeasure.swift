public import Billing
public import Revenue

/// Measures invoices and money: books, cash, payments that failed, and the checks of all of them.
public struct BillingMeasure: Sendable {
  /// How revenue is spread; its zone is that of the books.
  public var recognition = RecognitionRules()
  /// The zone that months of cash are counted in.
  public var zone = TimeZoneRules.utc
  /// The last instant that is known of.
  public var asOf: Timestamp
  /// The general ledger to compare with, if there is one.
  public var ledger: TrialBalance?
  /// What was reported of closed months, if any are.
  public var closed: ClosedMonths?

  /// Creates a measure by the rules that hold when nothing is said.
  ///
  /// - Parameter asOf: the last instant that is known of.
  public init(asOf: Timestamp) { self.asOf = asOf }

  /// Measures what was read.
  ///
  /// - Parameter facts: the last states of all objects, in any order.
  /// - Returns: the figures, and the journal that they are sums of.
  public func figures(
    of facts: BillingFacts
  ) -> (figures: BillingFigures, journal: JournalPages) {
    var facts = facts
    let closed = closed?.journal(with: &facts.symbols)
    let ledger = ledger?.balances(in: &facts.symbols)
    let assembly = BillingAssembler().assemble(facts)
    let press = JournalPress(assembly.billing, recognition, beside: closed)
    var totals = BookTotals()
    var pages = JournalPages { press.journal(of: $0) }
    for page in 0..<press.count {
      let journal = press.journal(of: page)
      journal.post(to: &totals)
      pages.note(journal)
    }
    var figures = BillingFigures(
      facts: facts, billing: assembly.billing, payments: assembly.payments, totals: totals)
    figures.zone = zone
    figures.exceptions = assembly.exceptions
    figures.deferred = totals.deferred(in: facts.symbols)
    figures.waterfall = totals.waterfall(in: facts.symbols)
    let balance = BalanceMeasure(zone: zone)
    figures.balance = balance.months(of: assembly.payments)
    figures.cash = balance.cash(of: assembly.payments)
    figures.reversals = balance.reversals(of: assembly.payments)
    let dunning = DunningMeasure(zone: zone, asOf: asOf)
    figures.dunning = dunning.months(of: assembly.payments)
    figures.recoveries = dunning.recoveries(of: assembly.payments)
    figures.tieOuts = TieOutRule.tieOuts(of: evidence(for: figures, beside: ledger))
    return (figures, pages)
  }

  private func evidence(
    for figures: BillingFigures, beside ledger: [TieOutEvidence.LedgerBalance]?
  ) -> TieOutEvidence {
    var evidence = TieOutEvidence(
      facts: figures.facts, billing: figures.billing, payments: figures.payments,
      totals: figures.totals)
    evidence.balance = figures.balance
    evidence.cash = figures.cash
    evidence.dunning = figures.dunning
    evidence.ledger = ledger
    return evidence
  }
}
