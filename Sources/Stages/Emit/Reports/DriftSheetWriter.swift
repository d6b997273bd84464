import Billing
import Bytes
import Diagnostics
public import Reconciliation

/// Writes `drift.csv` for people: a row for each field that differs, and one for a finding that is
/// about a row or object as a whole.
///
/// The amount stands in the first row of a finding only, so that the column can be added up:
/// without waived rows and those with a parent it gives the money at risk of the summary. NULL is
/// `‹null›`, the empty text two quotes, and a column that does not apply is empty.
public struct DriftSheetWriter: Sendable {
  /// The columns, in order.
  public static let columns =
    texts(
      "drift_id", "code", "class", "severity", "status", "disposition", "held_back", "harm",
      "system", "entity", "stripe_subscription_id", "stripe_customer_id", "table", "row_key",
      "user_id", "field", "column", "stripe", "database")
    + [SheetColumn("amount_minor", .integer), SheetColumn("amount", .number)]
    + texts("currency", "cause") + [SheetColumn("confidence", .integer)]
    + texts("frozen_at_event", "parent_drift_id", "first_seen_run", "waived", "file")
    + [SheetColumn("record", .integer), SheetColumn("byte", .integer), SheetColumn("story")]

  private static func texts(_ names: String...) -> [SheetColumn] { names.map { SheetColumn($0) } }

  /// Creates a writer.
  public init() {}

  /// The rows of a report's findings, waived ones included, under a line of names.
  public func csv(_ report: RunReport) -> [UInt8] {
    var sheet = SheetWriter(columns: Self.columns)
    for finding in report.findings {
      let view = FindingView(finding.drift, in: report.evidence)
      let subject = view.subject
      let differences =
        finding.drift.fields.isEmpty ? [nil] : finding.drift.fields.map(Optional.some)
      for (place, difference) in differences.enumerated() {
        writeSubject(of: finding, subject, system: report.evidence.definition.name, to: &sheet)
        write(difference, view, to: &sheet)
        writeMoney(place == 0 ? finding.drift.monthly : nil, to: &sheet)
        writeRest(of: finding, sources: report.sources.name(of:), to: &sheet)
        sheet.endRecord()
      }
    }
    return sheet.bytes
  }

  private func writeSubject(
    of finding: RunReport.Finding, _ subject: FindingView.Subject, system: String,
    to sheet: inout SheetWriter
  ) {
    let drift = finding.drift
    sheet.text(finding.driftID)
    sheet.text(drift.code)
    sheet.text(drift.name)
    sheet.text(drift.severity.rawValue)
    sheet.text(finding.standing.rawValue)
    sheet.text(drift.disposition.rawValue)
    sheet.text(drift.heldBack.map(Privacy.shown))
    sheet.text(drift.harm.rawValue)
    sheet.text(system)
    write(subject.entity, to: &sheet)
    write(subject.subscription, to: &sheet)
    write(subject.customer, to: &sheet)
    sheet.text(drift.table)
    write(subject.rowKey, to: &sheet)
    write(subject.owner, to: &sheet)
  }

  private func write(_ id: String?, to sheet: inout SheetWriter) {
    if let id { sheet.value(id == Privacy.hidden ? .marker(id) : .text(id)) } else { sheet.empty() }
  }

  private func write(
    _ difference: FieldDifference?, _ view: FindingView, to sheet: inout SheetWriter
  ) {
    guard let difference else {
      for _ in 0..<4 { sheet.empty() }
      return
    }
    sheet.text(difference.field.rawValue)
    sheet.text(view.columnName(of: difference))
    sheet.value(view.shown(difference.sides.stripe, of: difference))
    sheet.value(view.shown(difference.sides.database, of: difference))
  }

  private func writeMoney(_ money: Money?, to sheet: inout SheetWriter) {
    sheet.integer(money?.minorUnits)
    sheet.text(money?.decimalText)
    sheet.text(money?.currency)
  }

  private func writeRest(
    of finding: RunReport.Finding, sources name: (FileID) -> String, to sheet: inout SheetWriter
  ) {
    let cause = finding.drift.cause
    sheet.text(cause.code.rawValue)
    sheet.integer(cause.confidence)
    sheet.text(cause.frozenAtEvent.isEmpty ? nil : Privacy.shown(cause.frozenAtEvent))
    sheet.text(finding.parentID)
    sheet.text(finding.firstSeenRun)
    sheet.text(finding.waiver.map(Privacy.shown))
    let origin = finding.drift.evidence.first
    sheet.text(origin.map { name($0.file) })
    sheet.integer(origin?.recordNumber)
    sheet.integer(origin?.startByte)
    sheet.text(Privacy.shown(finding.drift.story))
  }
}
