import Reconciliation

/// Which columns of a table have to be kept: those that mean something and those a rule names; all
/// where two rows written from one event are compared, and of a queue no more than what settles an
/// event.
struct ColumnChoice {
  private let definition: SystemDefinition

  init(_ definition: SystemDefinition) { self.definition = definition }

  /// The places of the columns, in the order of the table's definition.
  func places(of table: TableDefinition) -> [Int] {
    let reported = definition.breakdowns.filter { $0.table.utf8.elementsEqual(table.name.utf8) }
    let named =
      definition.declaredChecks.flatMap { $0.columns(of: table.name) }
      + reported.flatMap(\.columns) + table.borrowings.map(\.column)
      + definition.checkout.filter { $0.table.utf8.elementsEqual(table.name.utf8) }.map(\.target)
    let isCompared =
      [.payments, .invoices, .credits].contains(table.role) && table.placeOfCausingEvent != nil
    return table.columns.indices.filter { place in
      isCompared || means(table.columns[place], in: table)
        || named.contains { $0.utf8.elementsEqual(table.columns[place].name.utf8) }
    }
  }

  private func means(_ column: ColumnDefinition, in table: TableDefinition) -> Bool {
    guard table.role == .deadLetters else { return column.field != nil }
    return column.isKey || [.key, .event, .resolvedAt, .provenance].contains(column.field)
  }
}
