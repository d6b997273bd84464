import Billing
import Bytes
import Detect
public import Diagnostics
import Diff
import Dumps
import Emit
import Normalize
public import Reconciliation

/// A pipeline from its files to its verdict.
public struct PipelineRun: Sendable {
  /// What the shell may decide about a run.
  public struct Options: Sendable {
    /// How many threads work; one or more.
    public var jobs = 1
    /// The codes of the checks to make; empty makes all.
    public var only: Set<String> = []
    /// The least urgent severity that makes the run end with 1; `nil` for never.
    public var failOn: Severity? = .p2
    /// The version of the program.
    public var toolVersion = ""
    /// Told how many bytes of content were read, and how many the files have on the disk.
    public var showProgress: (@Sendable (_ done: Int, _ total: Int) -> Void)?
    /// Creates the defaults.
    public init() {}
  }

  /// A finished run, not yet written anywhere.
  public struct Outcome: Sendable {
    /// What it says.
    public var report: RunReport
    /// The changes it proposes.
    public var changes: PlannedChanges
  }

  private let pipeline: ResolvedPipeline
  private let options: Options
  private var definition: SystemDefinition { pipeline.definition }

  /// Creates a run.
  public init(_ pipeline: ResolvedPipeline, options: Options) {
    self.pipeline = pipeline
    self.options = options
  }

  /// Reads, folds, compares, judges and plans; writes nothing.
  ///
  /// - Parameter earlier: the history of the pipeline's runs, for what is new and what is not.
  /// - Returns: what the run says and the changes it proposes.
  /// - Throws: what reading the inputs throws.
  public func run(after earlier: [UInt8]) throws(Failure) -> Outcome {
    let files = try InputList(pipeline)
    let workers = Workers(width: max(1, options.jobs))
    let progress = Progress(total: files.byteCount, show: options.showProgress)
    var stripe = try StripeInput(
      scope: definition.stripe, workers: workers, progress: progress
    ).read(files.stripe)
    Vocabulary(definition).note(in: &stripe.facts.symbols)
    let tables = try TableInput(
      definition: definition, workers: workers, progress: progress
    ).read(files.tables, symbols: &stripe.facts.symbols)
    var log = stripe.log
    log.merge(tables.log)
    let facts = stripe.facts
    stripe.facts = StripeFacts()
    let ledger = StripeFold(clock: definition.clock).run(facts, log: &log)
    let coverage = CoverageReview(
      definition: definition, stripe: stripe, tables: tables, missingTables: files.missingTables
    ).coverage(of: ledger, tables.tables)
    let evidence = Evidence(
      ledger: ledger, tables: tables.tables,
      comparison: AccountDiff(definition: definition).run(ledger, tables.tables),
      definition: definition, coverage: coverage)
    var report = RunReport(evidence: evidence)
    report.log = log
    report.sources = files.sources
    report.inputs = stripe.accounts + tables.accounts
    judge(&report, after: earlier, workers)
    let changes = PlannedChanges(report, contents: tables.contents)
    report.safetyStop = changes.stop
    return Outcome(report: report, changes: changes)
  }

  /// Finds the drift, proves that the remedies converge, and places it in history.
  private func judge(_ report: inout RunReport, after earlier: [UInt8], _ workers: Workers) {
    let evidence = report.evidence
    let detector = DriftDetector(definition: definition, only: options.only)
    let drifts = found(by: detector, in: evidence, workers)
    report.toolVersion = options.toolVersion
    report.planDigest = pipeline.digest.hex
    report.runID =
      RunIdentity(
        pipeline: pipeline, inputs: report.inputs, only: options.only
      ).text
    report.failOn = options.failOn
    report.notEvaluated = detector.notEvaluated
    report.findings = DriftIdentity(evidence: evidence).findings(
      from: drifts, runID: report.runID)
    WaiverBook(definition).apply(to: &report)
    let historyFile = report.sources.add("history.ndjson")
    History(earlier, file: historyFile, log: &report.log).apply(
      to: &report.findings, runID: report.runID, asOf: definition.clock.asOf)
    report.convergence = ConvergenceProof(definition: definition, detector: detector)
      .check(report.findings, of: evidence)
  }

  private func found(
    by detector: DriftDetector, in evidence: Evidence, _ workers: Workers
  ) -> [Drift] {
    let count = evidence.comparison.accounts.count
    let size = max(1, count / (workers.width * 8) + 1)
    let starts = Array(stride(from: 0, to: count, by: size))
    let parts = workers.map(starts.count) { index in
      detector.run(evidence, accounts: starts[index]..<min(count, starts[index] + size))
    }
    return parts.joinedFindings
  }
}

extension [[Drift]] {
  /// All findings in one list, with the places of parents moved along.
  fileprivate var joinedFindings: [Drift] {
    var all: [Drift] = []
    for part in self {
      let base = all.count
      for var drift in part {
        drift.parent = drift.parent.map { $0 + base }
        all.append(drift)
      }
    }
    return all
  }
}
