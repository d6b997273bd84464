import Billing
import Bytes
import Reconciliation

extension Check {
  static let appliedTwice = Check(
    "W08", "applied-twice",
    definition: "Two rows that say the same name one event as what they were written from.",
    origin: "Two workers took the event up at once, and nothing keeps the event from acting twice.",
    harm: .double, severity: .p1, disposition: .review,
    fix: "Keep one of the rows, and make the event's id unique in the table.",
    safeguard: "Every column that the pipeline knows is compared; only keys and times may differ.",
    personWhen: "Always: what the second one gave may have been used.",
    needsOneOf: effectRoles,
    obstacle: { definition in
      effectTables(definition).isEmpty
        ? "no column of \(effectRoles.map(\.rawValue).joined(separator: ", ")) names the event "
          + "that a row was written from" : nil
    },
    findInTables: { check, file in
      file.evidence.tables.filter { table in
        effectTables(file.evidence.definition).contains { $0 == table.definition.name }
      }.flatMap { table in
        file.repeatedEffects(in: table).map { rows in
          var drift = check.finding(
            aboutRow: rows[1], of: table, story: "\(rows.count) rows were written from one event")
          drift.evidence = rows.prefix(RuleCase.evidenceLimit).map { table.origins[$0] }
          return drift
        }
      }
    })

  /// The tables to which an event adds a row.
  private static let effectRoles: [TableRole] = [.payments, .invoices, .credits]

  /// The names of those tables whose rows say from which event they are.
  private static func effectTables(_ definition: SystemDefinition) -> [String] {
    definition.database.tables.filter { table in
      effectRoles.contains(table.role) && table.placeOfCausingEvent != nil
    }.map(\.name)
  }
}

extension TableCase {
  /// Groups of rows that were written from the same event and say the same.
  fileprivate func repeatedEffects(in table: DatabaseTable) -> [[Int]] {
    guard let event = table.definition.placeOfCausingEvent else { return [] }
    let columns = table.definition.columns.filter { column in
      !column.isKey && ![.createdAt, .updatedAt, .markerTime].contains(column.field)
    }.map { TableColumn($0.name, of: table) }
    let source = TableColumn(table.definition.columns[event].name, of: table)
    var index = RowIndex(by: columns, minimumCapacity: table.count)
    var groups: [[Int]] = []
    for row in rows(of: table) where source[row].hasValue {
      let group = index.add(row)
      if group == groups.count { groups.append([row]) } else { groups[group].append(row) }
    }
    return groups.filter { $0.count > 1 }
  }
}
