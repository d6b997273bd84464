public import Diagnostics
import Billing
public import Reconciliation
import SQL

extension PostgreSQLWriter {
  /// `review.sql`: what a person must decide, as comments only, the most money first.
  ///
  /// - Throws: `sql-unsafe-name`, `sql-unwritable-value`.
  public func review(_ plan: ChangePlan) throws(Failure) -> String {
    var text = """
      -- trueup review.sql
      -- For plan \(plan.id): \(plan.review.count) to be decided by a person, the most money first.
      -- Every line is a comment; running this file does nothing. The statements are proposals
      -- without the guards of reconcile.sql: copy one only after you checked it.

      """
    var tables: [PostgreSQLTable] = []
    for shape in plan.tables { tables.append(try PostgreSQLTable(shape)) }
    let order = plan.review.indices.sorted {
      let one = Self.weight(plan.review[$0])
      let other = Self.weight(plan.review[$1])
      return one == other ? $0 < $1 : one > other
    }
    for (place, item) in order.map({ plan.review[$0] }).enumerated() {
      let table = tables[item.change.table]
      text += "--\n"
      text += "-- \(PostgreSQLRemark.line(for: item.change, number: place + 1, in: table.shape))\n"
      text +=
        "--    why not by itself (\(item.cause.rawValue)): \(SQLComment.text(item.sentence))\n"
      if !item.change.reason.sentence.isEmpty {
        text += "--    \(SQLComment.text(item.change.reason.sentence))\n"
      }
      text += "--    \(try Self.proposal(item.change, table))\n"
    }
    return text
  }

  private static func weight(_ item: ReviewItem) -> UInt64 {
    item.change.reason.money?.minorUnits.magnitude ?? 0
  }

  /// The change as one statement on one line, guarded by the old values of what it sets.
  private static func proposal(
    _ change: Change, _ table: PostgreSQLTable
  ) throws(Failure) -> String {
    var set: [(String, String)] = []
    var conditions: [String] = []
    for value in change.new where !table.shape.columns[value.column].isPrivate {
      let staged = try PostgreSQLStage.literal(value.cell)
      set.append((table.columns[value.column], table.value(value.column, staged)))
    }
    if change.verb == .insert {
      let columns = set.map(\.0).joined(separator: ", ")
      let values = set.map(\.1).joined(separator: ", ")
      return "INSERT INTO \(table.quoted) (\(columns)) VALUES (\(values));"
    }
    for value in change.locator {
      let staged = try PostgreSQLStage.literal(value.cell)
      conditions.append("t.\(table.columns[value.column]) = \(table.value(value.column, staged))")
    }
    for value in change.new where !table.shape.columns[value.column].isPrivate {
      guard let old = change.old[column: value.column] else { continue }
      conditions.append(table.equals(value.column, try PostgreSQLStage.literal(old)))
    }
    let assignments = set.map { "\($0.0) = \($0.1)" }.joined(separator: ", ")
    return "UPDATE \(table.quoted) t SET \(assignments) "
      + "WHERE \(conditions.joined(separator: " AND "));"
  }
}
