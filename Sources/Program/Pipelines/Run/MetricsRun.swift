public import Billing
public import Diagnostics
import Measure
public import Reconciliation
public import Revenue

/// A pipeline from its exports to what revenue comes to.
public struct MetricsRun: Sendable {
  /// A finished measurement.
  public struct Outcome: Sendable {
    /// What revenue comes to by both sides.
    public var revenue: MeasuredRevenue
    /// What was odd about the exports.
    public var log: DiagnosticLog
    /// What stands in the way of trusting Stripe's side.
    public var holes: [Coverage.Hole]
    /// The names of the files that origins refer to.
    public var sources: SourceMap

    /// What recurs by Stripe's side.
    public var recurring: RecurringFigures { revenue.close.recurring }
    /// The same by the rows of the database; `nil` when it has no subscriptions.
    public var database: RecurringFigures? { revenue.database }
  }

  /// A finished bridge.
  public struct Crossing: Sendable {
    /// The bridge.
    public var bridge: Bridge
    /// What stands in the way of trusting it.
    public var holes: [Coverage.Hole]
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
  /// - Parameters:
  ///   - rules: the rules; those of the pipeline unless others are given.
  ///   - month: the month to close; that of the clock unless another is given.
  /// - Returns: the figures.
  /// - Throws: what reading the inputs throws; `zone-unknown`, `zone-unreadable`, `rate-file`,
  ///   `currency-table`, `account-map`, `customer-aliases`, `trial-balance`.
  public func outcome(
    _ rules: MeasureRules? = nil, month: CalendarMonth? = nil
  ) throws(Failure) -> Outcome {
    let measurement = try RevenueMeasurement(
      pipeline, rules, zones: zones, scratchFolder: options.scratchFolder)
    let workers = workers
    let (files, progress) = try inputs()
    let definition = measurement.widened(pipeline.definition)
    var stripe = try self.stripe(definition, files, progress, workers)
    let input = TableInput(
      definition: definition, workers: workers, progress: progress, isDigested: false)
    let ledger = try input.ledger(files.tables)
    let tables = try input.read(files.tables, after: ledger, symbols: &stripe.ledger.symbols)
    let coverage = StripeCoverage(definition: definition, stripe: stripe, log: stripe.log)
    var log = stripe.log
    log.merge(tables.log)
    return Outcome(
      revenue: try measurement.revenue(
        stripe, tables.tables, of: definition, month: month, workers),
      log: log, holes: coverage.holes(of: stripe.ledger), sources: files.sources)
  }

  /// Leads from the database's figure at the clock to Stripe's, by class of drift.
  ///
  /// - Parameter rules: the rules.
  /// - Returns: the bridge; `nil` where the database has no subscriptions.
  /// - Throws: what reading the inputs throws.
  public func bridge(by rules: MeasureRules) throws(Failure) -> Crossing? {
    var options = options
    options.rules = rules
    let outcome = try PipelineRun(pipeline, options: options).run(after: [])
    return outcome.revenue?.close.bridge.map {
      Crossing(bridge: $0, holes: outcome.report.evidence.coverage.holes)
    }
  }

  /// Leads from Stripe's figure at the clock by some rules to that by others, rule by rule.
  ///
  /// - Parameters:
  ///   - start: the rules it begins with.
  ///   - end: the rules it ends with.
  /// - Returns: the bridge.
  /// - Throws: what reading the inputs throws.
  public func bridge(
    from start: MeasureRules, to end: MeasureRules
  ) throws(Failure) -> Crossing {
    let workers = workers
    let (files, progress) = try inputs()
    var definition = pipeline.definition
    definition.stripe.measuresRevenue = true
    definition.stripe.keepsAllLines = [start.basis, end.basis].contains(.invoices)
    let stripe = try self.stripe(definition, files, progress, workers)
    let (pipeline, zones, clock) = (pipeline, zones, definition.clock)
    let scratchFolder = options.scratchFolder
    let measure = RuleBridge(asOf: clock.asOf) { rules throws(Failure) in
      try RevenueMeasurement(pipeline, rules, zones: zones, scratchFolder: scratchFolder)
        .recurring(of: stripe.past, clock, workers)
    }
    let coverage = StripeCoverage(definition: definition, stripe: stripe, log: stripe.log)
    return Crossing(
      bridge: try measure.bridge(from: start, to: end), holes: coverage.holes(of: stripe.ledger))
  }

  /// How amounts of each currency are written.
  ///
  /// - Throws: what reading the files of the metrics throws.
  public func currencies() throws(Failure) -> CurrencyTable {
    try RevenueMeasurement(pipeline, zones: zones, scratchFolder: options.scratchFolder)
      .currencies
  }

  private var workers: Workers { Workers(width: max(1, options.jobs)) }

  private func inputs() throws(Failure) -> (files: InputList, progress: Progress) {
    let files = try InputList(pipeline)
    return (files, Progress(total: files.byteCount, show: options.showProgress))
  }

  private func stripe(
    _ definition: SystemDefinition, _ files: InputList, _ progress: Progress, _ workers: Workers
  ) throws(Failure) -> StripeInput.Outcome {
    var input = StripeInput(
      definition: definition, watch: nil, workers: workers, progress: progress, isDigested: false,
      memoryLimit: min(options.memoryLimit / 4, PipelineRun.factsLimit),
      scratchFolder: options.scratchFolder)
    // Nothing is compared, and figures follow from the sights themselves.
    input.ledgerKinds = [.subscription]
    return try input.read(files.stripe)
  }
}
