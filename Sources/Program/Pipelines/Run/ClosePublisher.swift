import Bytes
public import Diagnostics
import Emit
import Reconciliation

/// Writes the close of a month by itself: `<folder>/<pipeline>/close-2026-01/<run>/`, with the same
/// `metrics/` as a run, and a manifest.
///
/// A month that is closed again from other inputs is another folder beside the first; `latest`
/// points at the newest.
public struct ClosePublisher: Sendable {
  private let store: RunStore

  /// Takes hold of the folder of a month.
  ///
  /// - Parameters:
  ///   - folder: the folder of all pipelines' outputs.
  ///   - pipeline: the pipeline's name.
  ///   - month: the month, as `2026-01`.
  /// - Throws: `output-locked` when somebody else writes there; `output-unwritable`.
  public init(folder: String, pipeline: String, month: String) throws(Failure) {
    store = try RunStore(path: "\(folder)/\(pipeline)/close-\(month)")
  }

  /// The folder of the month.
  public var folder: String { store.path }

  /// Writes every file of a close and makes it visible.
  ///
  /// - Parameters:
  ///   - outcome: a run that measured revenue.
  ///   - jobs: how many threads compress.
  /// - Returns: the folder that was written.
  /// - Throws: `output-unwritable`, `output-conflict`, `workbook-library`.
  public func publish(_ outcome: PipelineRun.Outcome, jobs: Int) throws(Failure) -> String {
    let workers = Workers(width: max(1, jobs))
    var run = RunDraft(
      try store.begin(outcome.report.runID), by: workers, marksSheets: outcome.output.marksSheets)
    let reports: [OutputChoices.Report] = [.metrics, .workbook, .datapackage]
    if let revenue = outcome.revenue {
      try RevenueFiles(
        revenue: revenue, report: outcome.report, reports: reports, workers: workers,
        scratchFolder: store.path
      ).write(to: &run)
    }
    try run.publish(outcome.report, reports)
    return "\(store.path)/\(outcome.report.runID)"
  }
}
