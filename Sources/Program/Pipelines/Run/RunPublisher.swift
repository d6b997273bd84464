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
    let run = try store.begin(report.runID)
    var written = WrittenFiles()
    for file in try RunFiles(outcome).all() {
      written.note(try write(file, of: run, by: workers), of: file)
    }
    // Made one after the other: the largest of them need not be in memory together.
    let tables = outcome.revenue?.tables(report.sources) ?? []
    for table in tables {
      let file = RunFiles.File(table, of: outcome, by: workers)
      written.note(try write(file, of: run, by: workers), of: file)
    }
    if outcome.reports.contains(.workbook), let revenue = outcome.revenue {
      let book = try revenue.workbook(of: tables, report, scratchFolder: store.path)
      let file = RunFiles.File(name: "metrics/workbook.xlsx", content: book)
      written.note(try write(file, of: run, by: workers), of: file)
    }
    if let closed = outcome.revenue?.closedMonth {
      let file = RunFiles.File(name: "metrics/" + closed.name, content: closed.content)
      written.note(try write(file, of: run, by: workers), of: file)
    }
    if outcome.reports.contains(.datapackage) {
      let package = DataPackageWriter().json(report, sheets: written.sheets)
      let file = RunFiles.File(name: "datapackage.json", content: package)
      written.note(try write(file, of: run, by: workers), of: file)
    }
    let manifest = ManifestWriter().json(report, outputs: written.outputs)
    _ = try write(RunFiles.File(name: "manifest.json", content: manifest), of: run, by: workers)
    _ = try write(RunFiles.File(name: "timings.json", content: timings), of: run, by: workers)
    // Two of them follow from the other files, but for the sizes that a compressor gave those.
    _ = try run.publish(ignoring: ["datapackage.json", "manifest.json", "timings.json"])
    try store.appendHistory(HistoryWriter().line(report))
    // A help for questions only: the run is whole without it.
    try? outcome.index?.write(report, to: store, by: workers)
  }

  private func write(
    _ file: RunFiles.File, of run: borrowing RunDirectory, by workers: Workers
  ) throws(Failure) -> ManifestWriter.Output {
    var output = try run.create(file.name)
    try unsafe file.stored(by: workers).withUnsafeBufferPointer { buffer throws(Failure) in
      try unsafe output.write(ByteView(buffer))
    }
    let receipt = try output.finish()
    return ManifestWriter.Output(
      file: file.name, byteCount: receipt.byteCount, sha256: receipt.sha256.hex,
      contentSHA256: Digest(of: file.content).hex)
  }
}

/// What was written so far, as the files that describe a run list it.
private struct WrittenFiles {
  private(set) var outputs: [ManifestWriter.Output] = []
  private(set) var sheets: [DataPackageWriter.Sheet] = []

  mutating func note(_ output: ManifestWriter.Output, of file: RunFiles.File) {
    outputs.append(output)
    if let columns = file.columns {
      sheets.append(DataPackageWriter.Sheet(output: output, columns: columns))
    }
  }
}

extension RunFiles.File {
  /// A table of figures.
  fileprivate init(_ table: FigureTable, of outcome: PipelineRun.Outcome, by workers: Workers) {
    let writer = FigureSheetWriter(table, currencies: outcome.revenue?.currencies ?? .standard)
    name = "metrics/\(table.name).csv.gz"
    content = writer.csv(map: workers.map)
    columns = writer.columns
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

    /// What lies on the disk: the same, compressed where the name says so.
    func stored(by workers: Workers) -> [UInt8] {
      guard name.utf8.suffix(3).elementsEqual(".gz".utf8) else { return content }
      return gzipped(content, map: workers.map)
    }
  }

  private let outcome: PipelineRun.Outcome

  init(_ outcome: PipelineRun.Outcome) { self.outcome = outcome }

  /// Every file that no other file is needed for, in the order of their names.
  func all() throws(Failure) -> [File] {
    let report = outcome.report
    var files = [
      File(name: "summary.txt", content: SummaryWriter().text(report)),
      File(name: "summary.json", content: SummaryWriter().json(report)),
      File(name: "drift.ndjson.gz", content: DriftRecordWriter().ndjson(report)),
      File(
        name: "drift.csv.gz", content: DriftSheetWriter().csv(report),
        columns: DriftSheetWriter.columns),
      File(
        name: "diagnostics.ndjson.gz",
        content: DiagnosticsWriter().ndjson(report.log, sources: report.sources)),
    ]
    files += report.evidence.definition.breakdowns.map { breakdown in
      File(
        name: "breakdown-\(breakdown.name).csv.gz",
        content: BreakdownWriter(report.evidence).csv(breakdown),
        columns: BreakdownWriter.columns(of: breakdown))
    }
    files += try scripts()
    if outcome.reports.contains(.html) {
      files.append(
        File(
          name: "report.html",
          content: ReportPageWriter().html(
            report, worst: outcome.worst, earlier: outcome.earlier,
            revenue: outcome.revenue?.close)))
    }
    if outcome.reports.contains(.junit) {
      files.append(File(name: "junit.xml", content: JUnitWriter().xml(report)))
    }
    if outcome.reports.contains(.prometheus) {
      files.append(File(name: "trueup.prom", content: PrometheusWriter().text(report)))
    }
    if let monitoring = report.monitoring {
      files.append(
        File(name: "monitoring.json", content: MonitoringWriter().json(monitoring, of: report)))
    }
    if !report.evidence.caches.isEmpty {
      files.append(
        File(
          name: "cache.redis",
          content: CacheCommandWriter().text(report, withheld: outcome.changes.withheld)))
    }
    if let actions = StripeActionWriter(report, withheld: outcome.changes.withheld).text() {
      files.append(File(name: "stripe-actions.txt", content: actions))
    }
    if let revenue = outcome.revenue {
      files.append(
        File(name: "metrics/checks.json", content: ChecksWriter().json(revenue.close)))
    }
    if let plan = report.replay {
      let writer = ReplayWriter(plan, of: report, withheld: outcome.changes.withheld)
      files.append(File(name: "replay.ndjson", content: writer.ndjson()))
      files.append(File(name: "replay.sh", content: writer.script()))
    }
    return files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The SQL; a plan of several parts gives numbered scripts.
  private func scripts() throws(Failure) -> [File] {
    let plans = outcome.changes.plans
    let writer = ScriptWriter(outcome.report.evidence.definition.database.dialect)
    var files = [
      File(name: "setup.sql", content: Array(writer.setup.utf8)),
      File(name: "review.sql", content: Array(try writer.review(plans[0]).utf8)),
    ]
    for (place, plan) in plans.enumerated() {
      let suffix = plan.part.suffix
      let inverse = outcome.changes.inverses[place]
      files.append(
        File(name: "reconcile\(suffix).sql", content: Array(try writer.reconcile(plan).utf8)))
      files.append(
        File(name: "rollback\(suffix).sql", content: Array(try writer.rollback(inverse).utf8)))
    }
    return files
  }
}
