import Diagnostics
import Reconciliation
import SQL

/// One condition beyond old values, checked for all changes that share its form.
struct PostgreSQLGuard {
  let stage: PostgreSQLStage
  /// The rows that violate it: a query that yields `row_key`.
  let violations: String
  /// What is wrong with them, for the message.
  let message: String

  /// The guards of a plan, those of the same form together.
  static func all(
    of plan: ChangePlan, tables: [PostgreSQLTable]
  ) throws(Failure) -> [PostgreSQLGuard] {
    var forms: [Form] = []
    var rows: [[[ExportedCell]]] = []
    for (place, planned) in plan.changes.enumerated() {
      for condition in planned.change.guards {
        let form = Form(planned.change, condition)
        let found = forms.firstIndex(of: form)
        if found == nil {
          forms.append(form)
          rows.append([])
        }
        rows[found ?? forms.count - 1] += cells(of: planned.change, condition, number: place + 1)
      }
    }
    var guards: [PostgreSQLGuard] = []
    for (place, form) in forms.enumerated() {
      guards.append(
        try PostgreSQLGuard(form, number: place + 1, rows: rows[place], tables[form.table]))
    }
    return guards
  }

  /// What guards must have in common to be checked together.
  private struct Form: Equatable {
    var table: Int
    var locator: [Int]
    var condition: ChangeCondition

    init(_ change: Change, _ condition: ChangeCondition) {
      table = change.table
      locator = change.locator.map(\.column)
      self.condition = condition
      if case .noOtherLiveSubscription(var rows) = condition {
        rows.customer = .null
        rows.exceptKeys = []
        self.condition = .noOtherLiveSubscription(rows)
      }
    }
  }

  /// The staged rows of one guard: the change, the customer, and a key that does not count.
  private static func cells(
    of change: Change, _ condition: ChangeCondition, number: Int
  ) -> [[ExportedCell]] {
    let number = ExportedCell.text(String(number))
    switch condition {
    case .provenance: return [[number]]
    case .noOtherLiveSubscription(let rows):
      return ([change.keyText] + rows.exceptKeys).map { [number, rows.customer, .text($0)] }
    }
  }

  private init(
    _ form: Form, number: Int, rows: [[ExportedCell]], _ table: PostgreSQLTable
  ) throws(Failure) {
    let name = "trueup_guard_\(number)"
    let staged = rows.enumerated().map {
      PostgreSQLStage.Row(number: $0.offset + 1, cells: $0.element, remark: nil)
    }
    let found = "JOIN pg_temp.trueup_found c ON c.seq = s.change::int4 AND c.class = 'pending'"
    switch form.condition {
    case .provenance(let column, let words):
      message = "come from a source that is out of bounds"
      stage = PostgreSQLStage(
        name: name, title: "Guard \(number): these rows must not come from a source out of bounds",
        columns: ["change"], rows: staged)
      violations = """
          SELECT c.row_key FROM pg_temp.\(name) s \(found)
            JOIN \(table.quoted) t ON \(Self.key(form.locator, table)) = c.row_key
           WHERE t.\(table.columns[column])::text IN (\(try Self.list(words)))
        """
    case .noOtherLiveSubscription(let live):
      message = "belong to a customer with another live subscription"
      stage = PostgreSQLStage(
        name: name,
        title: "Guard \(number): these customers must have no live row but those listed",
        columns: ["change", "customer", "spared key"], rows: staged)
      let deleted = table.shape.column(.softDelete).map {
        "\n        AND t.\(table.columns[$0]) IS NULL"
      }
      let column = live.customerColumn
      let statuses = try Self.list(live.liveStatuses)
      violations = """
          SELECT DISTINCT c.row_key FROM pg_temp.\(name) s \(found)
           WHERE EXISTS (
             SELECT 1 FROM \(table.quoted) t
              WHERE t.\(table.columns[column]) = \(table.value(column, "s.customer"))
                AND t.\(table.columns[live.statusColumn])::text IN (\(statuses))\(deleted ?? "")
                AND NOT EXISTS (
                  SELECT 1 FROM pg_temp.\(name) x
                   WHERE x.change = s.change AND x."spared key" = \(Self.key(form.locator, table))))
        """
    }
  }

  /// The key of a row as one text, like ``Change/keyText``.
  private static func key(_ locator: [Int], _ table: PostgreSQLTable) -> String {
    "concat_ws('/', \(locator.map { "t." + table.columns[$0] }.joined(separator: ", ")))"
  }

  private static func list(_ words: [String]) throws(Failure) -> String {
    var literals: [String] = []
    for word in words { literals.append(try PostgreSQLTable.literal(word)) }
    return literals.isEmpty ? "NULL" : literals.joined(separator: ", ")
  }
}
