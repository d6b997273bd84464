import Reconciliation

/// Which columns of a table have to be kept: those that mean something and those a rule names.
struct ColumnChoice {
  private let definition: SystemDefinition

  init(_ definition: SystemDefinition) { self.definition = definition }

  /// The places of the columns, in the order of the table's definition.
  func places(of table: TableDefinition) -> [Int] {
    let named = definition.declaredChecks.filter {
      $0.table.utf8.elementsEqual(table.name.utf8)
    }.flatMap { Self.columns(of: $0.rule) }
    return table.columns.indices.filter { place in
      table.columns[place].field != nil
        || named.contains { $0.utf8.elementsEqual(table.columns[place].name.utf8) }
    }
  }

  private static func columns(of rule: DeclaredCheck.Rule) -> [String] {
    switch rule {
    case .unique(let columns): columns
    case .reference(let column, _, _, _): [column]
    case .retention(let column, _): [column]
    case .copied(let column, let through, _, _, _): [column, through]
    }
  }
}
