public import Billing
public import Diagnostics
import Reconciliation
public import Revenue

/// A pipeline from its exports to what revenue comes to.
public struct MetricsRun: Sendable {
  /// A finished measurement.
  public struct Outcome: Sendable {
    /// What revenue comes to by both sides.
    public var revenue: MeasuredRevenue
    /// What was odd about the exports.
    public var log: DiagnosticLog
    /// The names of the files that origins refer to.
    public var sources: SourceMap

    /// What recurs by Stripe's side.
    public var recurring: RecurringFigures { revenue.close.recurring }
    /// The same by the rows of the database; `nil` when it has no subscriptions.
    public var database: RecurringFigures? { revenue.database }
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
  ///   `currency-table`, `account-map`, `trial-balance`.
  public func outcome(
    _ rules: MeasureRules? = nil, month: CalendarMonth? = nil
  ) throws(Failure) -> Outcome {
    let measurement = try RevenueMeasurement(pipeline, rules, zones: zones)
    let definition = measurement.widened(pipeline.definition)
    let workers = Workers(width: max(1, options.jobs))
    let files = try InputList(pipeline)
    let progress = Progress(total: files.byteCount, show: options.showProgress)
    var stripe = try StripeInput(
      definition: definition, watch: nil, workers: workers, progress: progress, isDigested: false,
      memoryLimit: min(options.memoryLimit / 4, PipelineRun.factsLimit),
      scratchFolder: options.scratchFolder
    ).read(files.stripe)
    let input = TableInput(
      definition: definition, workers: workers, progress: progress, isDigested: false)
    let ledger = try input.ledger(files.tables)
    let tables = try input.read(files.tables, after: ledger, symbols: &stripe.ledger.symbols)
    var log = stripe.log
    log.merge(tables.log)
    return Outcome(
      revenue: try measurement.revenue(
        stripe, tables.tables, of: definition, month: month, workers),
      log: log, sources: files.sources)
  }
}
