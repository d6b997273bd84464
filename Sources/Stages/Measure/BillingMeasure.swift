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

  /// Creates a measure by the rules that hold when nothing is said.
  ///
  /// - Parameter asOf: the last instant that is known of.
  public init(asOf: Timestamp) { self.asOf = asOf }

  /// Measures what was read.
  ///
  /// - Parameters:
  ///   - facts: the last states of all objects, in any order.
  ///   - sink: takes the entries of the journal one by one, as they are made.
  /// - Returns: the figures, and the sink.
  public func figures<Sink: JournalSink>(
    of facts: BillingFacts, journal sink: Sink
  ) -> (figures: BillingFigures, journal: Sink) {
    let assembly = BillingAssembler().assemble(facts)
    var keeper = Bookkeeper(recognition, into: BookKeeping(totals: BookTotals(), journal: sink))
    keeper.keep(assembly.billing)
    let totals = keeper.sink.totals
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
    figures.tieOuts = TieOutRule.tieOuts(of: evidence(for: figures))
    return (figures, keeper.sink.journal)
  }

  /// Measures what was read, without a journal.
  public func figures(of facts: BillingFacts) -> BillingFigures {
    figures(of: facts, journal: NoJournal()).figures
  }

  private func evidence(for figures: BillingFigures) -> TieOutEvidence {
    var evidence = TieOutEvidence(
      facts: figures.facts, billing: figures.billing, payments: figures.payments,
      totals: figures.totals)
    evidence.balance = figures.balance
    evidence.cash = figures.cash
    evidence.dunning = figures.dunning
    evidence.ledger = ledger?.balances(in: figures.facts.symbols)
    return evidence
  }
}

/// Entries on their way into the sums and into a journal.
private struct BookKeeping<Journal: JournalSink>: JournalSink {
  var totals: BookTotals
  var journal: Journal

  mutating func post(_ entry: JournalEntry, _ lines: [JournalLine]) {
    totals.post(entry, lines)
    journal.post(entry, lines)
  }
}

/// A journal that nobody keeps.
private struct NoJournal: JournalSink {
  mutating func post(_ entry: JournalEntry, _ lines: [JournalLine]) {}
}
