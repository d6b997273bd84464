import Billing
import Reconciliation
import TestSupport

/// What goes wrong in rows by chance: some hold another row's values, some lose theirs, some move
/// in time, and some are gone.
struct Damage {
  private static let roles: Set<TableRole> = [
    .subscriptions, .platformSubscriptions, .customers, .payments, .invoices, .credits, .usage,
  ]
  /// What rows may lose without breaking a foreign key.
  private static let lost: Set<TableRole> = [
    .platformSubscriptions, .payments, .invoices, .credits, .usage, .ledger, .deadLetters,
  ]
  private static let untouched: Set<RowField> = [
    .key, .owner, .parent, .tenant, .createdAt, .updatedAt,
  ]

  private var random: SplitMix64
  /// How many rows in a hundred are damaged.
  private let share: UInt64

  init(seed: Int) {
    random = SplitMix64(seed: UInt64(seed))
    share = random.next() % 30
  }

  private mutating func happens(inHundred chance: UInt64) -> Bool { random.next() % 100 < chance }

  mutating func strike(_ table: inout DumpedTable) {
    let definition = table.definition
    if Self.lost.contains(definition.role) {
      table.rows.removeAll { _ in happens(inHundred: share / 4) }
    }
    guard Self.roles.contains(definition.role), table.rows.count > 1 else { return }
    let columns = definition.columns.filter { column in
      column.field.map { !Self.untouched.contains($0) } ?? (column.type == .integer)
    }
    for row in table.rows.indices where happens(inHundred: share) {
      let column = columns[Int(random.next() % UInt64(columns.count))]
      guard let place = table.place(of: column.name) else { continue }
      strike(&table, row, place, column)
    }
  }

  private mutating func strike(
    _ table: inout DumpedTable, _ row: Int, _ place: Int, _ column: ColumnDefinition
  ) {
    let other = Int(random.next() % UInt64(table.rows.count))
    let isUnique = table.definition.uniques.contains { $0.columns.contains(column.name) }
    if column.isNullable, happens(inHundred: 25) {
      table.rows[row][place] = nil
      return
    }
    switch column.type {
    case .boolean:
      let value = table.rows[row][place]
      table.rows[row][place] = value.map { ["t": "f", "f": "t", "0": "1", "1": "0"][$0] ?? $0 }
    case .integer where !isUnique:
      table.rows[row][place] = table.rows[row][place].flatMap(Int.init).map { "\($0 + 1)" }
    case _ where isUnique:
      let value = table.rows[row][place]
      table.rows[row][place] = table.rows[other][place]
      table.rows[other][place] = value
    default: table.rows[row][place] = table.rows[other][place]
    }
  }
}
