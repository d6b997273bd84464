import SQL

extension TableShape {
  /// The shape of a table as a pipeline declares it, its columns in the declared order.
  ///
  /// Widths of whole numbers are left to the database. A table without a schema is in the one that
  /// its dialect takes.
  public init(_ table: TableDefinition, in database: DatabaseDefinition) {
    let schema = database.schema.isEmpty ? database.dialect.defaultSchema : database.schema
    self.init(
      TableName(schema: schema, table: table.name),
      columns: table.columns.map { ColumnShape($0, of: table, schema: schema) },
      uniqueIndexes: table.uniques.map { unique in
        UniqueIndex(
          unique.columns.compactMap(table.place(ofColumn:)),
          whereNull: unique.whereNull.flatMap(table.place(ofColumn:)),
          nullsDistinct: unique.nullsDistinct, isDeferrable: unique.isDeferrable)
      },
      references: table.references.compactMap { reference in
        table.place(ofColumn: reference.column).map {
          TableReference(
            [$0], to: TableName(schema: schema, table: reference.table), [reference.target],
            onDelete: TableReference.OnDelete(rawValue: reference.onDelete) ?? .restrict)
        }
      },
      triggers: table.triggers)
  }
}

extension ColumnShape {
  fileprivate init(_ column: ColumnDefinition, of table: TableDefinition, schema: String) {
    let role: Role =
      switch column.field {
      // A row of a ledger may have no other key than the event that it is about.
      case _ where column.isKey: .key
      case .updatedAt: .touched
      case .deletedAt: .softDelete
      case .markerEvent, .markerTime: .marker
      default: .value
      }
    let isKeyMade = role == .key && table.keySource == .database
    self.init(
      column.name, SQLType(column.type, schema: schema), role: role,
      isNullable: column.isNullable, hasDefault: column.hasDefault || isKeyMade,
      isPrivate: column.isPrivate)
  }
}

extension SQLType {
  /// The type that holds what a pipeline declares.
  fileprivate init(_ type: ColumnType, schema: String) {
    switch type {
    case .text: self = .text
    case .integer, .epochSeconds: self = .wholeNumber
    case .decimal: self = .numeric(precision: nil, scale: nil)
    case .boolean: self = .boolean
    case .timestamp(let precision): self = .timestamp(precision)
    case .timestampWithZone(let precision): self = .timestamptz(precision)
    case .date: self = .date
    case .jsonb: self = .jsonb
    case .json: self = .json
    case .uuid: self = .uuid
    case .enumeration(let name):
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      self = .enumeration(
        schema: parts.count == 2 ? parts[0] : schema, name: parts.last ?? name)
    }
  }
}
