import Billing
import Bytes
import Detect
public import Diagnostics
import Diff
import Dumps
public import Emit
import Measure
import Normalize
public import Reconciliation
import Revenue

/// A pipeline from its files to its verdict.
public struct PipelineRun: Sendable {
  /// A finished run, not yet written anywhere.
  public struct Outcome: Sendable {
    /// What it says.
    public var report: RunReport
    /// The changes it proposes.
    public var changes: PlannedChanges
    /// What the pipeline wants written.
    public var output: OutputChoices
    /// The past of what its most urgent findings are about.
    public var worst: [Explanation] = []
    /// The runs before it, oldest first.
    public var earlier: [History.Run] = []
    /// What revenue comes to; `nil` where the pipeline says nothing of it.
    public var revenue: MeasuredRevenue?
    /// What writes down where the records stand; `nil` when not all of them were looked at.
    var index: RunIndexWriter?
  }

  /// More packed facts than this go to the disk whatever the memory limit is, in bytes.
  ///
  /// They are written once and read once, in order, so the system's cache takes them for less than
  /// fresh memory of our own costs; and the need for memory does not grow with the events.
  static let factsLimit = 32 << 20

  let pipeline: ResolvedPipeline
  let options: Options
  var definition: SystemDefinition { pipeline.definition }
  /// The name of the pipeline.
  public var name: String { definition.name }

  /// Creates a run.
  public init(_ pipeline: ResolvedPipeline, options: Options) {
    self.pipeline = pipeline
    self.options = options
  }

  /// Reads, folds, compares, judges and plans; writes nothing.
  ///
  /// - Parameter earlier: the history of the pipeline's runs, for what is new and what is not.
  /// - Returns: what the run says and the changes it proposes.
  /// - Throws: `workbook-library`; what reading the inputs throws.
  public func run(after earlier: [UInt8]) throws(Failure) -> Outcome {
    if measuresRevenue, pipeline.output.reports.contains(.workbook) {
      try CloseWorkbookWriter.findLibrary()
    }
    var readings = try read(isSigned: true)
    let history = self.history(earlier, of: &readings)
    var outcome = try outcome(of: readings, after: history)
    outcome.report.monitoring = try monitoring(readings, of: outcome)
    if let measurement = readings.measurement {
      var revenue = try measurement.revenue(
        readings.stripe, readings.tables.tables, of: definition, month: options.month, workers)
      // Without all checks differences would seem to have no reason.
      revenue.close.bridge = (options.only.isEmpty ? revenue.database : nil).map { database in
        BridgeMeasure(outcome.report.evidence, outcome.report.findings)
          .bridge(from: database, to: revenue.close.recurring)
      }
      revenue.close.usage = UsageMeasure(outcome.report.evidence).months
      outcome.report.revenue = revenue.verdict
      outcome.revenue = revenue
    }
    if outcome.output.reports.contains(.html),
      let investigation = investigation(readings, outcome.report.evidence)
    {
      outcome.worst = try investigation.worst(Self.drawnCount, of: outcome.report)
    }
    if options.only.isEmpty, let past = readings.stripe.past {
      outcome.index = RunIndexWriter(past: past, stamps: readings.stamps)
    }
    return outcome
  }

  /// How many of the most urgent findings are drawn in the report.
  private static let drawnCount = 12

  /// Runs, writes nothing, and answers a question about one of those the files know.
  ///
  /// - Parameters:
  ///   - id: what is asked about: an id of any kind, or `SENSE:ID` where that is ambiguous.
  ///   - earlier: the history of the pipeline's runs.
  /// - Returns: an explanation for each thing the id names; none when the files do not know it.
  /// - Throws: what reading the inputs throws.
  public func explanations(
    of id: String, after earlier: [UInt8]
  ) throws(Failure) -> [Explanation] {
    var readings = try read(isSigned: true)
    let history = self.history(earlier, of: &readings)
    return try explanations(of: id, readings, try outcome(of: readings, after: history))
  }

  /// What a run says about those an id names.
  func explanations(
    of id: String, _ readings: Readings, _ outcome: Outcome
  ) throws(Failure) -> [Explanation] {
    let report = outcome.report
    guard let investigation = investigation(readings, report.evidence) else { return [] }
    let subjects = try IdentitySearch(report: report, past: readings.stripe.past).subjects(of: id)
    var explanations = try investigation.explanations(of: subjects.map { (id, $0) }, in: report)
    for place in explanations.indices {
      for finding in explanations[place].findings {
        let id = report.findings[finding].driftID
        explanations[place].statements[id] = try outcome.changes.statements(
          for: id, in: definition.database.dialect)
      }
    }
    return explanations
  }

  /// Whether the pipeline says how revenue is measured, and wants the figures.
  private var measuresRevenue: Bool {
    options.rules != nil
      || pipeline.metrics.place != nil && pipeline.output.reports.contains(.metrics)
  }

  /// Runs, writes nothing, and finds what a name is about.
  ///
  /// - Parameters:
  ///   - id: the id of a finding, or whatever else ``explanations(of:after:)`` knows.
  ///   - earlier: the history of the pipeline's runs.
  /// - Returns: what the run says, and the places of the findings in it.
  /// - Throws: what reading the inputs throws.
  func findings(
    about id: String, after earlier: [UInt8]
  ) throws(Failure) -> (report: RunReport, places: [Int]) {
    var readings = try read(isSigned: true)
    let history = self.history(earlier, of: &readings)
    let report = try outcome(of: readings, after: history).report
    if let place = report.findings.firstIndex(where: { $0.driftID == id }) {
      return (report, [place])
    }
    guard let investigation = investigation(readings, report.evidence) else { return (report, []) }
    let subjects = try IdentitySearch(report: report, past: readings.stripe.past).subjects(of: id)
    let explanations = try investigation.explanations(of: subjects.map { (id, $0) }, in: report)
    return (report, explanations.flatMap(\.findings))
  }

  var workers: Workers { Workers(width: max(1, options.jobs)) }

  /// Reads tables again that were read and digested before.
  private var secondLook: TableInput {
    TableInput(definition: definition, workers: workers, progress: .silent, isDigested: false)
  }

  func history(_ bytes: [UInt8], of readings: inout Readings) -> History {
    History(bytes, file: readings.sources.add("history.ndjson"), log: &readings.log)
  }

  private func outcome(
    of readings: Readings, after history: History
  ) throws(Failure) -> Outcome {
    let evidence = try compare(readings, after: history)
    var report = try report(on: evidence, readings, named: runID(of: readings), after: history)
    let changes = PlannedChanges(report, contents: readings.tables.contents)
    report.safetyStop = changes.stop
    for content in readings.tables.contents { try content.verify() }
    return Outcome(
      report: report, changes: changes, output: pipeline.output,
      earlier: history.runs(before: report.runID, asOf: definition.clock.asOf))
  }

  /// The figures that the pipeline's alerts are about, those of earlier runs among them.
  private func monitoring(
    _ readings: Readings, of outcome: Outcome
  ) throws(Failure) -> Monitoring? {
    var monitoring = try MonitoringReview(
      evidence: outcome.report.evidence, tables: secondLook, files: readings.tableFiles
    ).monitoring()
    monitoring?.earlier = outcome.earlier.map(\.figures)
    return monitoring
  }

  /// Judges some evidence; nothing is planned yet.
  func report(
    on evidence: Evidence, _ readings: Readings, named runID: String, after history: History
  ) throws(Failure) -> RunReport {
    var report = RunReport(evidence: evidence)
    report.toolVersion = options.toolVersion
    report.runID = runID
    report.planDigest = pipeline.digest.hex
    report.failOn = options.failOn.map(\.severity) ?? pipeline.output.failOn
    report.failsOnlyForNew = options.failsOnlyForNew
    report.only = options.only
    report.log = readings.log
    report.sources = readings.sources
    report.inputs = readings.inputs
    try judge(&report, readings, after: history)
    return report
  }

  /// Reads, folds and compares, and looks into nothing that comparing does not need.
  ///
  /// - Returns: where the sides differ; of Stripe's objects only those that are compared.
  /// - Throws: what reading the inputs throws.
  public func differences() throws(Failure) -> Evidence {
    var narrow = pipeline
    narrow.definition.stripe.kinds.formIntersection(AccountDiff.kinds)
    narrow.output.reports.removeAll()
    return try PipelineRun(narrow, options: options).evidence()
  }

  /// Reads, folds and compares; judges nothing.
  ///
  /// Nothing of it is kept or signed, so the inputs' digests are not taken.
  ///
  /// - Returns: both sides and where they differ.
  /// - Throws: what reading the inputs throws.
  func evidence() throws(Failure) -> Evidence {
    var readings = try read(isSigned: false)
    return try compare(readings, after: history([], of: &readings))
  }

  /// Both sides as they were read.
  struct Readings {
    var stripe: StripeInput.Outcome
    var tables: TableInput.Outcome
    var caches: CacheInput.Outcome
    var sources: SourceMap
    var missingTables: [String]
    var ledger: LedgerReading
    var tableFiles: [TableInput.File]
    var stamps: [FileStamp]
    var log: DiagnosticLog
    var measurement: RevenueMeasurement?
    var inputs: [RunReport.InputAccount] {
      stripe.accounts + tables.accounts + caches.accounts
        + (measurement?.files.map(\.account) ?? [])
    }
  }

  /// Reads both sides.
  ///
  /// - Parameter isSigned: whether the inputs' digests are taken, and the events behind each state
  ///   are kept for whoever asks how it came about.
  /// - Returns: both sides as they were read.
  /// - Throws: what reading the inputs throws.
  private func read(isSigned: Bool) throws(Failure) -> Readings {
    let measurement =
      measuresRevenue
      ? try RevenueMeasurement(
        pipeline, options.rules, scratchFolder: options.scratchFolder) : nil
    let definition = measurement?.widened(definition) ?? definition
    var files = try InputList(pipeline)
    for file in measurement?.files ?? [] { _ = files.sources.add(file.name) }
    let progress = Progress(total: files.byteCount, show: options.showProgress)
    let input = TableInput(
      definition: definition, workers: workers, progress: progress, isDigested: isSigned)
    let ledger = try input.ledger(files.tables)
    var events = StripeInput(
      definition: definition, watch: ledger.watch, workers: workers, progress: progress,
      isDigested: isSigned, memoryLimit: min(options.memoryLimit / 4, Self.factsLimit),
      scratchFolder: options.scratchFolder)
    events.keepsPast = isSigned
    var stripe = try events.read(files.stripe)
    Vocabulary(definition).note(in: &stripe.ledger.symbols)
    stripe.ledger.audit.add(
      unfinished: ledger.unfinished, foreign: ledger.foreign, overdue: ledger.overdue)
    for event in stripe.ledger.audit.rowEvents { _ = stripe.ledger.symbols.intern(event) }
    var tables = try input.read(
      files.tables, after: ledger, symbols: &stripe.ledger.symbols)
    tables.unexported = try input.unexported(files.tables, after: ledger, beside: stripe.ledger)
    var log = stripe.log
    log.merge(tables.log)
    let caches = try CacheInput(definition: definition, workers: workers, progress: progress)
      .read(files.caches, symbols: &stripe.ledger.symbols)
    log.merge(caches.log)
    return Readings(
      stripe: stripe, tables: tables, caches: caches, sources: files.sources,
      missingTables: files.missingTables, ledger: ledger, tableFiles: files.tables,
      stamps: files.stamps, log: log, measurement: measurement)
  }

  private func runID(of readings: Readings) -> String {
    RunIdentity(
      pipeline: pipeline, inputs: readings.inputs, options: options
    ).text
  }

  /// Folds the Stripe side, matches it with the rows, and says what could not be looked at.
  private func compare(
    _ readings: Readings, after history: History
  ) throws(Failure) -> Evidence {
    let ledger = readings.stripe.ledger
    let trusted = history.runs(before: runID(of: readings), asOf: definition.clock.asOf).last {
      RunReport.ExitStatus(rawValue: $0.exitStatus)?.isVerdict == true
    }
    let tables = readings.tables.tables
    let comparison = AccountDiff(definition: definition).run(ledger, tables)
    var coverage = CoverageReview(
      definition: definition, stripe: readings.stripe, tables: readings.tables,
      missingTables: readings.missingTables, comparison: comparison,
      symbols: ledger.symbols, earlier: trusted,
      log: readings.log
    ).coverage(of: ledger, tables)
    coverage.holes += readings.caches.holes
    return Evidence(
      ledger: ledger, tables: tables, comparison: comparison, definition: definition,
      coverage: coverage, caches: readings.caches.tables, zone: try zone())
  }

  /// Where days and months begin; looked up only where a rule counts them.
  private func zone() throws(Failure) -> TimeZoneRules {
    guard definition.declaredChecks.contains(where: { $0.rule.countsMonths }) else { return .utc }
    return try ZoneFolder().rules(of: definition.clock.timeZone)
  }

  /// Finds the drift, places it in history and proves that the remedies converge.
  private func judge(
    _ report: inout RunReport, _ readings: Readings, after history: History
  ) throws(Failure) {
    let evidence = report.evidence
    let detector = DriftDetector(definition: definition, only: options.only)
    let search = detector.search(evidence)
    var drifts = found(by: search, in: evidence)
    if let investigation = investigation(readings, evidence) {
      try investigation.tellCauses(of: &drifts)
      search.addEventFindings(to: &drifts)
    }
    let blind = detector.objectsMissing(in: evidence)
    report.evaluated = detector.checks.filter { check in !blind.contains { $0.code == check.code } }
      .map { RunReport.Evaluated(code: $0.code, name: $0.name) }
    report.replay = search.replayPlan()
    report.notEvaluated =
      detector.notEvaluated + blind + detector.rulesNotEvaluated(evidence)
    report.findings = DriftIdentity(evidence: evidence).findings(
      from: drifts, runID: report.runID)
    WaiverBook(definition).apply(to: &report)
    history.apply(to: &report.findings, runID: report.runID, asOf: definition.clock.asOf)
    report.convergence = ConvergenceProof(definition: definition, detector: detector)
      .check(report.findings, of: evidence)
  }

  /// What looks into the past; `nil` when nothing of it was kept.
  private func investigation(_ readings: Readings, _ evidence: Evidence) -> Investigation? {
    readings.stripe.past.map { past in
      Investigation(
        evidence: evidence, past: past, tables: secondLook, files: readings.tableFiles,
        ledger: readings.ledger, workers: workers)
    }
  }

  private func found(by search: DriftSearch, in evidence: Evidence) -> [Drift] {
    let parts = workers.map(inChunksOf: evidence.comparison.accounts.count) {
      search.findings(in: $0)
    }
    let whole = workers.map(2 + search.ruleCount) { number in
      switch number {
      case 0: search.ledgerFindings()
      case 1: search.tableFindings()
      default: search.findings(byRule: number - 2)
      }
    }
    var found = (parts + whole).joinedFindings
    found.tieRules()
    return found
  }
}

extension [[Drift]] {
  /// All findings in one list, with the places of parents moved along.
  fileprivate var joinedFindings: [Drift] {
    var all: [Drift] = []
    for part in self {
      let base = all.count
      all += part
      for place in base..<all.count where all[place].parent != nil {
        all[place].parent = all[place].parent.map { $0 + base }
      }
    }
    return all
  }
}
