import Billing
import Reconciliation

extension World {
  /// A world with entries of credits that name the invoice they are for: `in credits id=g1
  /// owner=u1 invoice=in_1 amount=2000`.
  static func credited(_ text: String) -> World {
    World("row r1 owner=u1 customer=cus_1 subscription=s1\nsub s1 owner=u1\n" + text) { system in
      func column(_ field: RowField, _ type: ColumnType) -> ColumnDefinition {
        ColumnDefinition(name: field.rawValue, field: field, type: type)
      }
      system.database.tables.append(
        TableDefinition(
          name: "credits", role: .credits,
          columns: [ColumnDefinition(name: "id", field: .key, type: .text)]
            + [.owner, .invoice].map { column($0, .text) } + [column(.amount, .integer)]
            + [.createdAt, .deletedAt].map { column($0, .timestamp(precision: 3)) }))
    }
  }
}
