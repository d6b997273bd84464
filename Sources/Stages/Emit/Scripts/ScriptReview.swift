import Billing
import Diagnostics
import Reconciliation
import SQL

/// What a person must decide, as comments.
struct ScriptReview<Language: ScriptLanguage> {
  private let plan: ChangePlan

  init(_ plan: ChangePlan) { self.plan = plan }

  func text() throws(Failure) -> String {
    let count = plan.review.count + plan.notes.count
    var text = """
      -- trueup review.sql
      -- For plan \(plan.id): \(count) to be decided by a person, the most money first.
      -- Every line is a comment; running this file does nothing. The statements are proposals
      -- without the guards of reconcile.sql: copy one only after you checked it.

      """
    var tables: [ScriptTable<Language>] = []
    for shape in plan.tables { tables.append(try ScriptTable(shape)) }
    var entries: [Entry] = []
    for item in plan.review { entries.append(try Self.entry(item, tables[item.change.table])) }
    entries += plan.notes.map { Self.entry($0) }
    let order = entries.indices.sorted {
      let (one, other) = (entries[$0].weight, entries[$1].weight)
      return one == other ? $0 < $1 : one > other
    }
    for (place, index) in order.enumerated() {
      text += "--\n-- \(place + 1). \(entries[index].title)\n"
      for line in entries[index].lines { text += "--    \(line)\n" }
    }
    return text
  }

  /// One thing to decide, as it will stand in the script.
  private struct Entry {
    var weight: UInt64
    var title: String
    var lines: [String]
  }

  private static func entry(
    _ item: ReviewItem, _ table: ScriptTable<Language>
  ) throws(Failure) -> Entry {
    let reason = item.change.reason
    let sentences = [
      reason.sentence, "why not by itself (\(item.cause.rawValue)): \(item.sentence)",
    ]
    return Entry(
      weight: reason.money?.minorUnits.magnitude ?? 0,
      title: SQLComment.text(table.shape.name.table) + " "
        + ScriptRemark.title(of: item.change, in: table.shape),
      lines: sentences.filter { !$0.isEmpty }.map { SQLComment.text($0) }
        + [try proposal(item.change, table)])
  }

  private static func entry(_ note: ReviewNote) -> Entry {
    let sentences = [note.reason.sentence, "to do: " + note.advice]
    return Entry(
      weight: note.reason.money?.minorUnits.magnitude ?? 0,
      title: ScriptRemark.title(of: note),
      lines: sentences.filter { !$0.isEmpty }.map { SQLComment.text($0) })
  }

  /// The change as one statement on one line, guarded by the old values of what it sets; without
  /// its private columns, and a mere sentence where it has no others.
  static func proposal(
    _ change: Change, _ table: ScriptTable<Language>
  ) throws(Failure) -> String {
    let shown = change.new.filter { !table.shape.columns[$0.column].isPrivate }
    guard !shown.isEmpty else { return "only private columns would change, which are not shown" }
    var set: [(column: String, value: String)] = []
    var conditions: [String] = []
    for value in shown {
      let column = table.columns[value.column]
      set.append((column.quoted, try proposal(value.cell, column).value))
    }
    if change.verb == .insert {
      let columns = set.map(\.column).joined(separator: ", ")
      let values = set.map(\.value).joined(separator: ", ")
      return "INSERT INTO \(table.quoted) (\(columns)) VALUES (\(values));"
    }
    for value in change.locator {
      let column = table.columns[value.column]
      conditions.append("t.\(column.quoted) = \(try proposal(value.cell, column).value)")
    }
    for value in shown {
      guard let old = change.old[column: value.column] else { continue }
      conditions.append(try proposal(old, table.columns[value.column]).condition)
    }
    let assignments = set.map { "\($0.column) = \($0.value)" }.joined(separator: ", ")
    return "UPDATE \(table.quoted)\(Language.alias) SET \(assignments) "
      + "WHERE \(conditions.joined(separator: " AND "));"
  }

  private static func proposal(
    _ cell: ExportedCell, _ column: ScriptColumn
  ) throws(Failure) -> Proposal {
    let bytes = cell.bytes.map { Language.spelled($0, as: column.type) }
    let literal = try Language.literal(bytes.map { .text($0) } ?? .null)
    return Language.proposal("t.\(column.quoted)", literal, column)
  }
}
