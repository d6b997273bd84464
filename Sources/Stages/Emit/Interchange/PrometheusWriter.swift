import Billing
import Diagnostics
public import Reconciliation

/// Writes `trueup.prom`: the run as figures for the text-file collector of Prometheus.
///
/// Everything is a gauge, for a run counts anew what is there. A figure that the files do not tell
/// is left out rather than zero; counts that alerts look at are there also when they are zero.
public struct PrometheusWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The figures of a run; every sample has a label `pipeline`.
  public func text(_ report: RunReport) -> [UInt8] {
    var metrics = MetricText(common: [("pipeline", report.evidence.definition.name)])
    writeRun(report, to: &metrics)
    let figures = SummaryFigures(report)
    writeFindings(report, figures, to: &metrics)
    writeCoverage(report, to: &metrics)
    writeInputs(figures.inputs, report.log, to: &metrics)
    if let monitoring = report.monitoring { write(monitoring, of: report, to: &metrics) }
    return metrics.bytes
  }

  private func writeRun(_ report: RunReport, to metrics: inout MetricText) {
    let clock = report.evidence.definition.clock
    metrics.gauge(
      "run_info", "Which run the figures are of; always 1.",
      [([("run_id", report.runID), ("version", report.toolVersion)], 1)])
    metrics.gauge(
      "run_as_of_timestamp_seconds", "The instant that the run judged.", clock.asOf.seconds)
    metrics.gauge(
      "dump_timestamp_seconds", "When the database was dumped.", clock.dumpTakenAt.seconds)
    if let window = report.evidence.ledger.window {
      metrics.gauge(
        "newest_event_timestamp_seconds", "When the newest event happened.",
        window.upperBound.seconds)
    }
    metrics.gauge(
      "exit_status", "0 agreement, 1 drift, 2 failure, 3 evidence incomplete, 4 safety stop.",
      report.exitStatus.rawValue)
    metrics.gauge(
      "planned_changes", "Changes that the run proposes to make by SQL.",
      report.convergence.changeCount)
  }

  private func writeFindings(
    _ report: RunReport, _ figures: SummaryFigures, to metrics: inout MetricText
  ) {
    metrics.gauge(
      "subscriptions", "Subscriptions that were compared.", report.evidence.subscriptions.count)
    metrics.gauge(
      "findings", "Open findings by severity.",
      Severity.allCases.map { severity in
        ([("severity", severity.rawValue)], Int64(figures.count(severity)))
      })
    metrics.gauge(
      "findings_by_check", "Open findings by check, disposition and standing.",
      FindingKind.counts(of: report).map { ($0.kind.labels, Int64($0.count)) })
    metrics.gauge("waived_findings", "Findings that a waiver covers.", figures.waived)
    metrics.gauge(
      "monthly_amount_at_risk_minor_units",
      "What is at stake a month, in the smallest unit of its currency.",
      figures.monthly.map { ([("currency", $0.currency)], $0.minorUnits) })
  }

  private func writeCoverage(_ report: RunReport, to metrics: inout MetricText) {
    let coverage = report.evidence.coverage
    metrics.gauge(
      "evidence_trustworthy", "1 where nothing stands in the way of the verdict, else 0.",
      coverage.isTrustworthy ? 1 : 0)
    metrics.gauge(
      "coverage_holes", "Reasons why the evidence is not whole.",
      [true, false].map { blocks in
        let count = coverage.holes.count { $0.blocksVerdict == blocks }
        return ([("blocks_verdict", blocks ? "yes" : "no")], Int64(count))
      })
    metrics.gauge("missing_tables", "Tables that were not supplied.", coverage.missingTables.count)
    metrics.gauge("evaluated_checks", "Checks that were made.", report.evaluated.count)
    metrics.gauge(
      "not_evaluated_checks", "Checks that could not be made.", report.notEvaluated.count)
  }

  private func writeInputs(
    _ inputs: [SummaryFigures.Input], _ log: DiagnosticLog, to metrics: inout MetricText
  ) {
    metrics.gauge(
      "input_records", "Records read, by what became of them.",
      inputs.flatMap { input in
        [("normalized", input.normalizedCount), ("rejected", input.rejectedCount)].map {
          ([("input", input.purpose), ("outcome", $0.0)], Int64($0.1))
        }
      })
    metrics.gauge(
      "input_bytes", "Sizes of the files read.",
      inputs.map { ([("input", $0.purpose)], Int64(clamping: $0.byteCount)) })
    metrics.gauge(
      "diagnostics", "Remarks about the input.",
      log.sortedCounts.map { ([("code", $0.code.rawValue)], Int64($0.count)) })
  }

  private func write(
    _ monitoring: Monitoring, of report: RunReport, to metrics: inout MetricText
  ) {
    for (figure, value) in monitoring.figures {
      let metric = figure.metric
      metrics.gauge(metric.name, metric.help, value, in: metric.unit)
    }
    metrics.gauge(
      "application_syncs", "Customers by how the last attempt to copy their state ended.",
      monitoring.sources.flatMap { source in
        [("succeeded", source.succeededCount), ("failed", source.failedCount)].map {
          ([("source", source.name), ("outcome", $0.0)], Int64($0.1))
        }
      })
    metrics.gauge(
      "alert_raised", "1 where a figure is above the threshold the pipeline declares, else 0.",
      report.evidence.definition.alerts.map { rule in
        ([("alert", rule.name), ("level", rule.level.rawValue)], monitoring.isRaised(rule) ? 1 : 0)
      })
  }
}

/// What findings are counted by.
private struct FindingKind: Hashable {
  let code: String
  let name: String
  let severity: Severity
  let disposition: Disposition
  let standing: RunReport.Finding.Standing

  var labels: [MetricText.Label] {
    [
      ("code", code), ("class", name), ("severity", severity.rawValue),
      ("disposition", disposition.rawValue), ("standing", standing.rawValue),
    ]
  }

  /// How many open findings there are of each kind, in the order of the kinds' words.
  static func counts(of report: RunReport) -> [(kind: FindingKind, count: Int)] {
    var counts: [FindingKind: Int] = [:]
    for place in report.findings.indices where report.findings[place].waiver == nil {
      counts[FindingKind(report.findings[place]), default: 0] += 1
    }
    return counts.map { ($0.key, $0.value) }.sorted { one, other in
      one.0.labels.map(\.value).lexicographicallyPrecedes(other.0.labels.map(\.value)) {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
    }
  }

  private init(_ finding: RunReport.Finding) {
    code = finding.drift.code
    name = finding.drift.name
    severity = finding.drift.severity
    disposition = finding.drift.disposition
    standing = finding.standing
  }
}
