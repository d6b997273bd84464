extension DeclaredCheck {
  /// The columns of a table that the rule needs, by name, in no particular order.
  public func columns(of table: String) -> [String] {
    var columns: [String] = []
    if self.table.utf8.elementsEqual(table.utf8) {
      columns += rule.ownColumns + conditions.map(\.column)
    }
    for (other, names) in rule.otherColumns where other.utf8.elementsEqual(table.utf8) {
      columns += names
    }
    return columns
  }

  /// The tables that the rule needs, its own first.
  public var tables: [String] { [table] + rule.otherColumns.map(\.table) }

  /// Whether the rule says how long the rows of a ledger or queue of events are kept.
  ///
  /// Such rows are read and not kept, so that it is judged while they are read; a rule about some
  /// of the rows only is not.
  public func isRetention(ofLedger table: TableDefinition) -> Bool {
    guard case .retention = rule, conditions.isEmpty, table.name.utf8.elementsEqual(self.table.utf8)
    else { return false }
    return table.role == .ledger && table.isLedger
  }

  /// The metric of the entitlements that the rule is about, if it is about one.
  public var metric: String? {
    switch rule {
    case .quota(let quota): quota.metric
    case .grant(let grant): grant.metric
    case .balance(let balance): balance.metric
    default: nil
    }
  }
}

extension DeclaredCheck.Rule {
  /// Whether the rule depends on where days and months begin.
  public var countsMonths: Bool {
    switch self {
    case .quota(let quota): quota.instant != nil
    case .balance(let balance): balance.instant != nil
    case .reset: true
    case .grant(let grant): grant.instant != nil
    default: false
    }
  }

  /// The columns of the rule's own table.
  fileprivate var ownColumns: [String] {
    switch self {
    case .unique(let columns, _), .oneRow(let columns, _): columns
    case .reference(let column, _, _, _), .retention(let column, _): [column]
    case .copied(let copy):
      [copy.column] + (copy.pointer.map { [$0.column] } ?? [copy.source])
    case .required(let row): [row.column]
    case .balance(let balance):
      [balance.column]
        + [balance.granted, balance.used, balance.instant].compactMap(\.self)
    case .quota(let quota): [quota.value, quota.instant].compactMap(\.self)
    case .reset(let reset): [reset.column, reset.day] + [reset.start].compactMap(\.self)
    case .allowed(let values): [values.column]
    case .grant(let grant):
      [grant.amount, grant.start, grant.end, grant.instant].compactMap(\.self)
    case .metered(let use): [use.instant] + [use.value].compactMap(\.self)
    }
  }

  /// The columns of other tables.
  fileprivate var otherColumns: [(table: String, columns: [String])] {
    switch self {
    case .reference(_, let table, let target, _): [(table, [target])]
    case .copied(let copy): copy.pointer.map { [($0.table, [$0.target, copy.source])] } ?? []
    case .required(let row): [(row.table, [row.target] + row.conditions.map(\.column))]
    case .balance(let balance):
      [
        balance.additions.map { ($0.table, [$0.instant] + $0.conditions.map(\.column)) },
        balance.entries.map {
          ($0.table, [$0.amount] + ($0.conditions + $0.opening).map(\.column))
        },
      ].compactMap(\.self)
    default: []
    }
  }

  /// The columns that name rows, with their tables: texts, even where they look like numbers.
  func namingColumns(of table: String) -> [(table: String, column: String)] {
    switch self {
    case .reference(let column, let other, let target, _): [(table, column), (other, target)]
    case .copied(let copy):
      copy.pointer.map { [(table, $0.column), ($0.table, $0.target)] } ?? []
    case .required(let row): [(table, row.column), (row.table, row.target)]
    default: []
    }
  }

  /// The columns by whose values others look for rows, with their tables.
  fileprivate func soughtColumns(of table: String) -> [(table: String, column: String)] {
    switch self {
    case .reference(_, let other, let target, _): [(other, target)]
    case .copied(let copy): copy.pointer.map { [($0.table, $0.target)] } ?? []
    case .required(let row): [(table, row.column)]
    default: []
    }
  }
}

extension SystemDefinition {
  /// The columns by whose values a rule, or the metadata of a checkout, looks for rows of a table,
  /// by their places.
  public func soughtColumns(of table: TableDefinition) -> Set<Int> {
    let sought =
      declaredChecks.flatMap { $0.rule.soughtColumns(of: $0.table) }
      + checkout.map { ($0.table, $0.target) }
    return Set(
      sought.filter { $0.table.utf8.elementsEqual(table.name.utf8) }
        .compactMap { table.place(ofColumn: $0.column) })
  }
}

extension DatabaseDefinition {
  /// Marks the columns that a rule compares across tables, so that their values are read as names.
  public mutating func markNames(of check: DeclaredCheck) {
    for (table, column) in check.rule.namingColumns(of: check.table) {
      markName(column, of: table)
    }
  }

  /// Marks a column whose values name rows, so that they are read as names.
  public mutating func markName(_ column: String, of table: String) {
    for place in tables.indices where tables[place].name.utf8.elementsEqual(table.utf8) {
      guard let column = tables[place].place(ofColumn: column) else { continue }
      tables[place].columns[column].isName = true
    }
  }
}
