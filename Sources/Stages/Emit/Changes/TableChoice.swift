import Reconciliation

/// Which tables a plan has to know: those that are changed, and those that are newly referred to.
struct TableChoice {
  private let tables: [DatabaseTable]
  private let database: DatabaseDefinition

  init(_ tables: [DatabaseTable], in database: DatabaseDefinition) {
    self.tables = tables
    self.database = database
  }

  /// The places of the tables for some findings, those that others refer to first.
  ///
  /// The table of subscriptions is always among them.
  func places(for drifts: [Drift]) -> [Int] {
    var chosen = Set(tables.indices.filter { tables[$0].definition.role == .subscriptions })
    for drift in drifts {
      guard let (table, columns) = Self.written(by: drift), let place = tables.place(named: table)
      else {
        continue
      }
      chosen.insert(place)
      let definition = tables[place].definition
      for reference in definition.references {
        guard let column = definition.place(ofColumn: reference.column), columns.contains(column)
        else { continue }
        if let parent = tables.place(named: reference.table) { chosen.insert(parent) }
      }
    }
    let depths = TableShape.depths(of: tables.map { TableShape($0.definition, in: database) })
    return chosen.sorted { (depths[$0], $0) < (depths[$1], $1) }
  }

  /// The table that a remedy writes to, and the columns it sets that may refer to rows.
  private static func written(by drift: Drift) -> (table: String, columns: [Int])? {
    switch drift.remedy {
    case .update(_, let sets, _): (drift.table, sets.map(\.column))
    case .softDelete: (drift.table, [])
    case .insert(let table, let values, _): (table, values.map(\.column))
    case .none, .drop, .inStripe: nil
    }
  }
}
