import Billing
import Diagnostics
import JSON
public import Reconciliation

/// Writes `drift.ndjson`: one JSON object a line for each finding, in the order of the report.
///
/// Null means that a side says “no value”. A value that is not shown is `‹hidden›`, one that no
/// source states `‹unknown›`, one that is not of its column's type `‹unreadable›`. Texts are as
/// they are: this file is for programs, which must not execute what they read.
public struct DriftRecordWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The lines of a report's findings, waived ones included.
  public func ndjson(_ report: RunReport) -> [UInt8] {
    var bytes: [UInt8] = []
    for finding in report.findings { bytes.append(contentsOf: line(finding, of: report)) }
    return bytes
  }

  /// The line of one finding, with its end.
  public func line(_ finding: RunReport.Finding, of report: RunReport) -> [UInt8] {
    var writer = JSONWriter()
    write(finding, of: report, to: &writer)
    return writer.bytes + [0x0A]
  }

  /// Writes one finding as an object.
  func write(_ finding: RunReport.Finding, of report: RunReport, to writer: inout JSONWriter) {
    let view = FindingView(finding.drift, in: report.evidence)
    writer.beginReport()
    writeSubject(of: finding, view, system: report.evidence.definition.name, to: &writer)
    writer.objects("fields", finding.drift.fields) { writer, difference in
      writer.member("field", difference.field.rawValue)
      writer.key("stripe")
      writer.value(view.shown(difference.sides.stripe, of: difference))
      writer.key("database")
      writer.value(view.shown(difference.sides.database, of: difference))
    }
    write(finding.drift.cause, to: &writer)
    writeJudgement(of: finding, to: &writer)
    writer.objects("evidence", finding.drift.evidence) { writer, origin in
      writer.member("file", report.sources.name(of: origin.file))
      writer.member("record", origin.recordNumber)
      writer.member("byte", origin.startByte)
    }
    writer.member("story", Privacy.shown(finding.drift.story))
    writer.endObject()
  }

  private func writeSubject(
    of finding: RunReport.Finding, _ view: FindingView, system: String,
    to writer: inout JSONWriter
  ) {
    let drift = finding.drift
    let subject = view.subject
    writer.member("drift_id", finding.driftID)
    writer.member("code", drift.code)
    writer.member("class", drift.name)
    if !drift.rule.isEmpty { writer.member("rule", drift.rule) }
    writer.member("severity", drift.severity.rawValue)
    writer.member("system", system)
    writer.member("entity", subject.entity)
    writer.member("stripe_subscription_id", subject.subscription)
    writer.member("stripe_customer_id", subject.customer)
    writer.member("table", drift.table)
    writer.member("row_key", subject.rowKey)
    writer.member("user_id", subject.owner)
  }

  private func write(_ cause: Cause, to writer: inout JSONWriter) {
    writer.object("cause") { writer in
      writer.member("code", cause.code.rawValue)
      writer.member(
        "frozen_at_event", cause.frozenAtEvent.isEmpty ? nil : Privacy.shown(cause.frozenAtEvent))
      writer.member("lost_events", texts: cause.lostEvents.map(Privacy.shown))
      writer.member("evidence", texts: cause.evidence.map(Privacy.shown))
      writer.member("refuted_if", Privacy.shown(cause.refutedIf))
      writer.member("confidence", cause.confidence)
    }
  }

  private func writeJudgement(of finding: RunReport.Finding, to writer: inout JSONWriter) {
    let drift = finding.drift
    writer.member("disposition", drift.disposition.rawValue)
    if let reason = drift.heldBack { writer.member("held_back", Privacy.shown(reason)) }
    writer.member("guards", texts: drift.guards)
    writer.member("monthly_amount_minor", drift.monthly?.minorUnits)
    writer.member("currency", drift.monthly?.currency)
    writer.member("harm", drift.harm.rawValue)
    writer.member("parent_drift_id", finding.parentID)
    writer.member("first_seen_run", finding.firstSeenRun)
    writer.member("status", finding.standing.rawValue)
    writer.member("waived", finding.waiver.map(Privacy.shown))
  }
}
