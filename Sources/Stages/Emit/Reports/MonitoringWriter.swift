import Billing
import JSON
public import Reconciliation

/// Writes `monitoring.json`: the figures of a run, the alerts they raise and how to recover, for
/// whatever watches the application.
public struct MonitoringWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// One JSON object on one line; figures are whole numbers, `null` where the files do not tell.
  ///
  /// - Parameters:
  ///   - monitoring: the figures.
  ///   - report: the run.
  /// - Returns: the file.
  public func json(_ monitoring: Monitoring, of report: RunReport) -> [UInt8] {
    let definition = report.evidence.definition
    var writer = JSONWriter()
    writer.beginReport()
    writer.member("pipeline", definition.name)
    writer.member("run_id", report.runID)
    writer.member("as_of", definition.clock.asOf.iso)
    writer.object("figures") { writer in
      for figure in MonitoringFigure.allCases {
        writer.key(figure.rawValue)
        if let value = monitoring[figure] { writer.integer(value) } else { writer.null() }
      }
    }
    writer.objects("sync_by_source", monitoring.sources) { writer, source in
      writer.member("source", Privacy.shown(source.name))
      writer.member("succeeded", source.succeededCount)
      writer.member("failed", source.failedCount)
    }
    writer.objects("alerts", definition.alerts) { writer, rule in
      writer.member("name", rule.name)
      writer.member("level", rule.level.rawValue)
      writer.member("figure", rule.figure.rawValue)
      writer.member("of", rule.measure.rawValue)
      writer.member("above", rule.threshold)
      writer.member("value", monitoring.measured(by: rule))
      writer.member("is_raised", isTrue: monitoring.isRaised(rule))
    }
    writer.objects("recovery", Array(report.open)) { writer, finding in
      writer.member("drift_id", finding.driftID)
      writer.member("code", finding.drift.code)
      writer.member("flow", RecoveryFlow(finding.drift).rawValue)
    }
    writer.endObject()
    return writer.line
  }
}

/// The way back from a finding, by the name that people on duty know it under.
enum RecoveryFlow: String {
  /// A payment is outstanding: dunning goes on, access follows the policy.
  case pastDue = "past-due"
  /// A payment failed or came late: the state of the payer is restored.
  case failedPayment = "failed-payment"
  /// A subscription ends or ended: access and flags follow.
  case cancellation
  /// A copy of the state is dropped and filled again.
  case refill
  /// An event is sent again.
  case replay
  /// Stripe's state is written again, whatever happened.
  case statusReconciliation = "status-reconciliation"

  init(_ drift: Drift) {
    switch (drift.disposition, drift.code) {
    case (.replay, _): self = .replay
    case (_, "S08"), (_, "S09"), (_, "S17"): self = .pastDue
    case (_, "S10"), (_, "S18"): self = .failedPayment
    case (_, "S02"), (_, "S03"), (_, "S11"), (_, "S12"), (_, "S21"), (_, "S24"):
      self = .cancellation
    default: self = drift.code.hasPrefix("K") ? .refill : .statusReconciliation
    }
  }
}
