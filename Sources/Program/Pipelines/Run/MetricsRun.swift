public import Billing
import Bytes
public import Diagnostics
import Measure
import Normalize
import Reconciliation
public import Revenue

/// A pipeline from its exports to what revenue comes to.
public struct MetricsRun: Sendable {
  /// A finished measurement.
  public struct Outcome: Sendable {
    /// What recurring revenue comes to by Stripe's side.
    public var recurring: RecurringFigures
    /// The same by the rows of the database; `nil` when it has no subscriptions.
    ///
    /// Each row is a subscription of one state, that of the dump, so that earlier months are told
    /// from the rows' dates alone.
    public var database: RecurringFigures?
    /// What was odd about the exports.
    public var log: DiagnosticLog
    /// The names of the files that origins refer to.
    public var sources: SourceMap
    /// How amounts of each currency are written.
    public var currencies: CurrencyTable
    /// The last instant whose events count.
    public var asOf: Timestamp
  }

  private let pipeline: ResolvedPipeline
  private let options: PipelineRun.Options
  private let zones: ZoneFolder

  /// Creates a run.
  public init(
    _ pipeline: ResolvedPipeline, options: PipelineRun.Options, zones: ZoneFolder = ZoneFolder()
  ) {
    self.pipeline = pipeline
    self.options = options
    self.zones = zones
  }

  /// Reads both sides and measures them.
  ///
  /// - Parameter rules: the rules; those of the pipeline unless others are given.
  /// - Returns: the figures.
  /// - Throws: what reading the inputs throws; `zone-unknown`, `zone-unreadable`, `rate-file`,
  ///   `currency-table`.
  public func outcome(_ rules: MeasureRules? = nil) throws(Failure) -> Outcome {
    let rules = rules ?? pipeline.metrics.rules
    let workers = Workers(width: max(1, options.jobs))
    let files = try InputList(pipeline)
    let progress = Progress(total: files.byteCount, show: options.showProgress)
    var definition = pipeline.definition
    definition.stripe.measuresRevenue = true
    definition.stripe.keepsAllLines = rules.basis == .invoices
    var stripe = try StripeInput(
      definition: definition, watch: nil, workers: workers, progress: progress, isDigested: false,
      memoryLimit: min(options.memoryLimit / 4, PipelineRun.factsLimit),
      scratchFolder: options.scratchFolder
    ).read(files.stripe)
    let input = TableInput(
      definition: definition, workers: workers, progress: progress, isDigested: false)
    let ledger = try input.ledger(files.tables)
    let tables = try input.read(files.tables, after: ledger, symbols: &stripe.ledger.symbols)
    let zone = try zones.rules(of: rules.timeZone)
    let measure = Measurement(
      rules: rules, zone: zone, clock: definition.clock, rates: try rates(),
      currencies: try currencies(),
      terms: stripe.past?.store.terms ?? TermsBook())
    let rows = RowHistory(
      definition, tables.tables, symbols: stripe.ledger.symbols, terms: measure.terms)
    var log = stripe.log
    log.merge(tables.log)
    return Outcome(
      recurring: try measure.figures(of: stripe.past, workers),
      database: rows.map { measure.figures(of: $0.read()) }, log: log, sources: files.sources,
      currencies: measure.currencies, asOf: definition.clock.asOf)
  }

  private func rates() throws(Failure) -> ExchangeRates? {
    guard let file = pipeline.metrics.ratesFile else { return nil }
    return try ExchangeRates(try WholeFile.read(pipeline.folder.resolved(file)), name: file)
  }

  private func currencies() throws(Failure) -> CurrencyTable {
    guard let file = pipeline.metrics.currenciesFile else { return .standard }
    return try CurrencyTable(try WholeFile.read(pipeline.folder.resolved(file)), name: file)
  }
}

/// One way of measuring, for whichever side.
private struct Measurement {
  let rules: MeasureRules
  let zone: TimeZoneRules
  let clock: ClockRules
  let rates: ExchangeRates?
  let currencies: CurrencyTable
  let terms: TermsBook

  /// The figures of Stripe's side, part by part on all threads.
  func figures(
    of past: StripePast?, _ workers: Workers
  ) throws(Failure) -> RecurringFigures {
    let measure = ItemLedger(rules: rules, terms: terms, asOf: clock.asOf)
    let parts = try past?.revenue(clock: clock, workers) { measure.ledger(of: $0) } ?? []
    var ledger = RecurringLedger()
    for part in parts { ledger.add(part) }
    return figures(ledger)
  }

  /// The figures of the database's side.
  func figures(of history: RevenueHistory) -> RecurringFigures {
    figures(ItemLedger(rules: rules, terms: terms, asOf: clock.asOf).ledger(of: history))
  }

  private func figures(_ ledger: RecurringLedger) -> RecurringFigures {
    RecurringMeasure(rules: rules, zone: zone, asOf: clock.asOf).figures(
      ledger, rates: rates, currencies: currencies)
  }
}
