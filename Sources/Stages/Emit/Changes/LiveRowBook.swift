import Billing
import Bytes
import Reconciliation

/// Who else has a row that lives: what a script must look at before it takes something away.
///
/// Whose a row is stands in its column of the owner, or else of the customer; where neither is
/// there, in the column that points at the row which says it.
struct LiveRowBook {
  /// The place of the table of subscriptions in the plan.
  private let place: Int
  private let rows: ExportedTable
  private let symbols: Symbols
  private let field: RowField
  private let nameColumn: Int
  private let statusColumn: Int
  /// The free plan's row stands beside a paid one that ended: it is no reason to stop.
  private let liveWords: [String]
  private var rowsOfName: [Symbol: [Int]] = [:]
  /// The rows that guarded rows of a second layer follow, by their keys.
  private var rowOfKey: [Symbol: Int] = [:]
  private let tables: [ExportedTable]

  /// Looks up the rows of everybody whose rows must be looked at; `nil` where rows do not say
  /// whose they are or whether they live.
  init?(_ drifts: [Drift], _ tables: [ExportedTable], _ evidence: Evidence) {
    guard let place = tables.firstIndex(where: { $0.table.definition.role == .subscriptions }),
      case let definition = tables[place].table.definition,
      let status = definition.place(of: .status),
      let (field, column) = Self.name(in: definition)
    else { return nil }
    self.place = place
    self.tables = tables
    rows = tables[place]
    symbols = evidence.symbols
    (self.field, nameColumn, statusColumn) = (field, column, status)
    liveWords = evidence.definition.statuses.filter(\.isLive).map(\.word)
    let guarded = drifts.filter { Self.isGuarded($0.remedy) }
    let parents = Set(guarded.compactMap { parent(of: $0) })
    for row in 0..<rows.table.count where !parents.isEmpty {
      let key = rows.table.symbol(row, .key)
      if parents.contains(key) { rowOfKey[key] = row }
    }
    var wanted = SymbolMap()
    for drift in guarded { wanted[name(in: drift)] = 1 }
    for row in 0..<rows.table.count where !guarded.isEmpty {
      let name = rows.table.symbol(row, field)
      if wanted[name] != nil { rowsOfName[name, default: []].append(row) }
    }
  }

  /// The condition that no row of the same owner lives but those that the plan knew of.
  ///
  /// - Parameters:
  ///   - drift: the finding.
  ///   - new: what a new row says.
  /// - Returns: the condition; `nil` when nobody can say whose the row is.
  func condition(for drift: Drift, inserting new: [ColumnCell]) -> ChangeCondition? {
    let name = name(in: drift)
    guard name != .empty else { return nil }
    let known = rowsOfName[name] ?? []
    let own = row(of: drift)
    let cell = (own ?? known.first).map { rows.row($0)[nameColumn] } ?? new[column: nameColumn]
    guard let cell, cell != .null else { return nil }
    // The row that is changed is spared by its own change.
    let isChanged = isOfRows(drift)
    let spared = known.filter { !isChanged || $0 != own }
    return .noOtherLiveSubscription(
      .init(
        table: place, customerColumn: nameColumn, customer: cell, statusColumn: statusColumn,
        liveStatuses: liveWords,
        exceptKeys: spared.map { symbols.text(rows.table.symbol($0, .key)) }))
  }

  private static func name(in table: TableDefinition) -> (RowField, Int)? {
    for field in [RowField.owner, .customer] {
      if let column = table.place(of: field) { return (field, column) }
    }
    for field in [RowField.owner, .customer] {
      let borrowing = table.borrowings.first { $0.fields.contains(field) }
      if let column = borrowing.flatMap({ table.place(ofColumn: $0.column) }) {
        return (field, column)
      }
    }
    return nil
  }

  static func isGuarded(_ remedy: Remedy) -> Bool {
    switch remedy {
    case .update(_, _, let guards), .softDelete(_, let guards), .insert(_, _, let guards):
      guards.contains(.noOtherLiveRow)
    case .none, .drop, .inStripe: false
    }
  }

  private func isOfRows(_ drift: Drift) -> Bool {
    drift.table.utf8.elementsEqual(rows.table.definition.name.utf8)
  }

  /// The row of subscriptions that a finding changes, or that the changed row follows.
  private func row(of drift: Drift) -> Int? {
    isOfRows(drift) ? drift.row : parent(of: drift).flatMap { rowOfKey[$0] }
  }

  /// The key of the row that the changed row of a second layer follows.
  private func parent(of drift: Drift) -> Symbol? {
    guard let row = drift.row, !isOfRows(drift) else { return nil }
    return tables.place(named: drift.table).flatMap { tables[$0].table[row, .parent].symbol }
  }

  private func name(in drift: Drift) -> Symbol {
    if let row = row(of: drift) { return rows.table.symbol(row, field) }
    return field == .owner ? drift.owner : drift.customer
  }
}
