import Billing
import Reconciliation
import SQL

/// What a script says to people about one change.
enum ScriptRemark {
  /// One line, numbered: key, class, what changes, evidence, freeze point, money, drift.
  static func line(for change: Change, number: Int, in shape: TableShape) -> String {
    "\(number). " + title(of: change, in: shape)
  }

  /// One line about a change: key, class, what changes, evidence, freeze point, money, drift.
  static func title(of change: Change, in shape: TableShape) -> String {
    title(change.keyText, differences(of: change, in: shape), change.reason)
  }

  /// One line about a finding without a change: what it is about, class, evidence, freeze point,
  /// money, drift.
  static func title(of note: ReviewNote) -> String { title(note.subject, nil, note.reason) }

  private static func title(
    _ subject: String, _ differences: String?, _ reason: Change.Reason
  ) -> String {
    var parts = [SQLComment.text(subject), SQLComment.text(reason.class)]
    if let differences { parts.append(differences) }
    parts += reason.evidence.prefix(3).map { SQLComment.text($0.text) }
    if reason.evidence.count > 3 { parts.append("...") }
    if !reason.frozenAtEvent.isEmpty {
      parts.append("frozen at " + SQLComment.text(reason.frozenAtEvent))
    }
    if let money = reason.money { parts.append(SQLComment.text(money.text)) }
    parts.append("drift " + reason.drifts.map(SQLComment.text).joined(separator: " "))
    return parts.joined(separator: " | ")
  }

  /// `status ACTIVE -> EXPIRED, endedAt NULL -> 2026-01-01 00:00:00`.
  static func differences(of change: Change, in shape: TableShape) -> String {
    change.new.map { value in
      let column = shape.columns[value.column]
      let name = SQLComment.text(column.name)
      if column.isPrivate { return "\(name) (private)" }
      guard change.verb != .insert, let old = change.old[column: value.column] else {
        return "\(name) = \(shown(value.cell))"
      }
      return "\(name) \(shown(old)) -> \(shown(value.cell))"
    }.joined(separator: ", ")
  }

  /// What the audit keeps as the reason: class, drifts and evidence.
  static func because(_ change: Change) -> String {
    let parts = [change.reason.class] + change.reason.drifts.map { "drift " + $0 }
    return (parts + change.reason.evidence.map(\.text)).map(SQLComment.text)
      .joined(separator: " | ")
  }

  private static func shown(_ cell: ExportedCell) -> String {
    guard let bytes = cell.bytes else { return "NULL" }
    if bytes.isEmpty { return "(empty)" }
    let text = SQLComment.text(Array(bytes.prefix(400)))
    return text.utf8.count > 80 ? String(text.prefix(77)) + "..." : text
  }
}
