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
  /// What was reported of closed months, if any are; its texts are among those of the facts: see
  /// `ClosedMonths.addTexts(to:limit:by:)`.
  public var closed: ClosedMonths?

  /// Creates a measure by the rules that hold when nothing is said.
  ///
  /// - Parameter asOf: the last instant that is known of.
  public init(asOf: Timestamp) { self.asOf = asOf }

  /// Makes so many parts, one by its number, and answers them in order.
  public typealias Map =
    (_ count: Int, _ part: @escaping @Sendable (Int) -> BillingPart) -> [BillingPart]

  /// Into how many parts the pages of the journal are divided at most.
  private static let partCount = 256

  /// Measures what was read.
  ///
  /// - Parameters:
  ///   - facts: the last states of all objects, in any order.
  ///   - map: makes the parts, on as many threads as it likes.
  /// - Returns: the figures, and the journal that they are sums of.
  public func figures(
    of facts: consuming BillingFacts, map: Map = { count, part in (0..<count).map(part) }
  ) -> (figures: BillingFigures, journal: JournalPages) {
    let ledger = ledger?.balances(in: &facts.symbols)
    let assembler = BillingAssembler(facts)
    var press = JournalPress(assembler, recognition, beside: closed)
    var whole = BillingPart(dunning: DunningMeasure(zone: zone, asOf: asOf))
    let nothing = whole.dunning
    let size = press.count / Self.partCount + 1
    let parts = map((press.count + size - 1) / size) { [press] number in
      press.part(number * size..<min((number + 1) * size, press.count), nothing)
    }
    for part in parts { whole.add(part) }
    press.note(asReported: whole.asReported)
    let journal = JournalPages(lineCounts: whole.lineCounts) { [press] in press.journal(of: $0) }
    return (figures(whole, assembler, beside: ledger), journal)
  }

  private func figures(
    _ whole: BillingPart, _ assembler: BillingAssembler,
    beside ledger: [TieOutEvidence.LedgerBalance]?
  ) -> BillingFigures {
    let (facts, payments) = (assembler.facts, assembler.payments)
    var figures = BillingFigures(facts: facts, payments: payments, totals: whole.totals)
    figures.zone = zone
    figures.known = closed == nil ? nil : whole.known
    figures.exceptions = whole.exceptions + assembler.strays
    figures.deferred = whole.totals.deferred(in: facts.symbols)
    figures.waterfall = whole.totals.waterfall(in: facts.symbols)
    let balance = BalanceMeasure(zone: zone)
    figures.balance = balance.months(of: payments)
    figures.cash = balance.cash(of: payments)
    figures.reversals = balance.reversals(of: payments)
    figures.dunning = whole.dunning.months(in: facts.symbols)
    figures.recoveries = whole.dunning.recoveries
    figures.failures = whole.dunning.failures
    var evidence = TieOutEvidence(facts: facts, payments: payments, totals: whole.totals)
    evidence.invoices = whole.sums.sums(in: facts.symbols)
    evidence.balance = figures.balance
    evidence.cash = figures.cash
    evidence.dunning = figures.dunning
    evidence.ledger = ledger
    figures.tieOuts = TieOutRule.tieOuts(of: evidence)
    return figures
  }
}
