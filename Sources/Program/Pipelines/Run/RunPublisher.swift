import Billing
import Bytes
public import Diagnostics
import Emit
public import Reconciliation
import Revenue

/// Writes a finished run into its folder, so that nobody ever sees half of it.
public struct RunPublisher: Sendable {
  private let store: RunStore

  /// Takes hold of a pipeline's output folder.
  ///
  /// - Parameters:
  ///   - folder: the folder of all pipelines' outputs.
  ///   - pipeline: the pipeline's name, which names its folder in there.
  /// - Throws: `output-locked` when another run of the pipeline holds it; `output-unwritable`.
  public init(folder: String, pipeline: String) throws(Failure) {
    store = try RunStore(path: folder + "/" + pipeline)
  }

  /// The folder of all runs of the pipeline.
  public var folder: String { store.path }

  /// The folder of a run.
  public func path(of report: RunReport) -> String { store.path + "/" + report.runID }

  /// The history of the pipeline's runs, one JSON object a line; empty before the first.
  ///
  /// - Throws: `input-unreadable`.
  public func history() throws(Failure) -> [UInt8] { try Self.history(in: store.path) }

  /// The history of a pipeline's runs, for those who write nothing.
  ///
  /// - Parameters:
  ///   - folder: the folder of all pipelines' outputs.
  ///   - pipeline: the pipeline's name.
  /// - Returns: one JSON object a line; empty before the first run.
  /// - Throws: `input-unreadable`.
  public static func history(folder: String, pipeline: String) throws(Failure) -> [UInt8] {
    try history(in: folder + "/" + pipeline)
  }

  private static func history(in folder: String) throws(Failure) -> [UInt8] {
    let path = folder + "/history.ndjson"
    guard let file = try? InputFile(path: path), file.byteCount > 0 else { return [] }
    var pieces = PieceReader(file, mode: .whole(limit: 1 << 30))
    guard let piece = try pieces.next() else { return [] }
    return piece.withView { $0.array }
  }

  /// Writes every file of a run, makes it visible and adds its line to the history.
  ///
  /// - Parameters:
  ///   - outcome: the run.
  ///   - timings: what `timings.json` holds: the one file that may differ between equal runs.
  ///   - jobs: how many threads compress.
  /// - Throws: `output-unwritable`, `output-conflict`, and what writing SQL throws.
  public func publish(
    _ outcome: PipelineRun.Outcome, timings: [UInt8], jobs: Int = 1
  ) throws(Failure) {
    let workers = Workers(width: max(1, jobs))
    let report = outcome.report
    var run = RunDraft(
      try store.begin(report.runID), by: workers, marksSheets: outcome.output.marksSheets)
    for file in try RunFiles(outcome).all(by: workers) {
      try run.write(file.name, file.content, columns: file.columns)
    }
    if let revenue = outcome.revenue {
      try RevenueFiles(
        revenue: revenue, report: report, reports: outcome.output.reports, workers: workers,
        scratchFolder: store.path
      ).write(to: &run)
    }
    try run.publish(report, outcome.output.reports, timings: timings)
    try store.appendHistory(HistoryWriter().line(report))
    // A help for questions only: the run is whole without it.
    try? outcome.index?.write(report, to: store, by: workers)
  }
}

/// The files of a run and what they hold.
struct RunFiles {
  /// One file.
  struct File {
    var name: String
    /// What it says.
    var content: [UInt8]
    /// Its columns, where it is a sheet.
    var columns: [SheetColumn]?
  }

  /// A file that is not made yet.
  private struct Draft: Sendable {
    var name: String
    var columns: [SheetColumn]?
    /// Makes what it says.
    var make: @Sendable () throws(Failure) -> [UInt8]

    init(
      _ name: String, columns: [SheetColumn]? = nil,
      make: @escaping @Sendable () throws(Failure) -> [UInt8]
    ) {
      self.name = name
      self.columns = columns
      self.make = make
    }
  }

  private let outcome: PipelineRun.Outcome

  init(_ outcome: PipelineRun.Outcome) { self.outcome = outcome }

  /// Every file that no other file is needed for, in the order of their names.
  ///
  /// None needs another, so they are made side by side.
  func all(by workers: Workers) throws(Failure) -> [File] {
    let drafts = drafts().sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let contents = workers.map(drafts.count) { place in
      Result { () throws(Failure) in try drafts[place].make() }
    }
    var files: [File] = []
    for (draft, content) in zip(drafts, contents) {
      files.append(File(name: draft.name, content: try content.get(), columns: draft.columns))
    }
    return files
  }

  private func drafts() -> [Draft] {
    let (report, withheld) = (outcome.report, outcome.changes.withheld)
    var drafts = [
      Draft("summary.txt") { SummaryWriter().text(report) },
      Draft("summary.json") { SummaryWriter().json(report) },
      Draft("drift.ndjson.gz") { DriftRecordWriter().ndjson(report) },
      Draft("drift.csv.gz", columns: DriftSheetWriter.columns) { DriftSheetWriter().csv(report) },
      Draft("diagnostics.ndjson.gz") {
        DiagnosticsWriter().ndjson(report.log, sources: report.sources)
      },
    ]
    drafts += report.evidence.definition.breakdowns.map { breakdown in
      Draft("breakdown-\(breakdown.name).csv.gz", columns: BreakdownWriter.columns(of: breakdown)) {
        BreakdownWriter(report.evidence).csv(breakdown)
      }
    }
    drafts += scripts() + chosenReports()
    if let monitoring = report.monitoring {
      drafts.append(
        Draft("monitoring.json") { MonitoringWriter().json(monitoring, of: report) })
    }
    if !report.evidence.caches.isEmpty {
      drafts.append(
        Draft("cache.redis") { CacheCommandWriter().text(report, withheld: withheld) })
    }
    if let actions = StripeActionWriter(report, withheld: withheld).text() {
      drafts.append(Draft("stripe-actions.txt") { actions })
    }
    if let plan = report.replay {
      let writer = ReplayWriter(plan, of: report, withheld: withheld)
      drafts.append(Draft("replay.ndjson") { writer.ndjson() })
      drafts.append(Draft("replay.sh") { writer.script() })
    }
    return drafts
  }

  /// The reports that the pipeline chose.
  private func chosenReports() -> [Draft] {
    let (report, worst, earlier) = (outcome.report, outcome.worst, outcome.earlier)
    let close = outcome.revenue?.close
    let drafts: [(choice: OutputChoices.Report, draft: Draft)] = [
      (
        .html,
        Draft("report.html") {
          ReportPageWriter().html(report, worst: worst, earlier: earlier, revenue: close)
        }
      ),
      (.junit, Draft("junit.xml") { JUnitWriter().xml(report) }),
      (.prometheus, Draft("trueup.prom") { PrometheusWriter().text(report) }),
    ]
    return drafts.filter { outcome.output.reports.contains($0.choice) }.map(\.draft)
  }

  /// The SQL; a plan of several parts gives numbered scripts.
  private func scripts() -> [Draft] {
    let (plans, inverses) = (outcome.changes.plans, outcome.changes.inverses)
    let writer = ScriptWriter(outcome.report.evidence.definition.database.dialect)
    func draft(_ name: String, _ text: @escaping @Sendable () throws(Failure) -> String) -> Draft {
      Draft(name) { () throws(Failure) in Array(try text().utf8) }
    }
    var drafts = [
      draft("setup.sql") { writer.setup },
      draft("review.sql") { () throws(Failure) in try writer.review(plans[0]) },
    ]
    for (place, plan) in plans.enumerated() {
      let suffix = plan.part.suffix
      drafts += [
        draft("reconcile\(suffix).sql") { () throws(Failure) in try writer.reconcile(plan) },
        draft("rollback\(suffix).sql") { () throws(Failure) in
          try writer.rollback(inverses[place])
        },
      ]
    }
    return drafts
  }
}
