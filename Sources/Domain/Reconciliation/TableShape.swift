public import SQL

/// A table's name with its schema.
public struct TableName: Hashable, Sendable {
  /// The schema, for example `public`; empty for the one that the session has chosen.
  public var schema: String
  /// The table.
  public var table: String

  /// Creates a name.
  public init(schema: String = "public", table: String) {
    self.schema = schema
    self.table = table
  }

  /// `schema.table`, for people.
  public var text: String { schema.isEmpty ? table : schema + "." + table }
}

/// One column, as the plan relies on it.
public struct ColumnShape: Hashable, Sendable {
  /// What a change does with a column.
  public enum Role: String, Sendable {
    /// Part of the primary key; never changed.
    case key
    /// An ordinary value.
    case value
    /// Set to the time of the change by every change.
    case touched
    /// Says which event the row was last written from; advanced along with a change.
    case marker
    /// Holds the time of the soft delete; null while the row counts.
    case softDelete = "soft-delete"
  }

  /// The name.
  public var name: String
  /// The declared type.
  public var type: SQLType
  /// What a change does with the column.
  public var role: Role
  /// Whether NULL may be stored.
  public var isNullable: Bool
  /// Whether the database supplies a value when an insert gives none.
  public var hasDefault: Bool
  /// Whether the value is personal: scripts then guard it by a digest and never show it.
  public var isPrivate: Bool

  /// Creates a column.
  public init(
    _ name: String, _ type: SQLType, role: Role = .value, isNullable: Bool = false,
    hasDefault: Bool = false, isPrivate: Bool = false
  ) {
    self.name = name
    self.type = type
    self.role = role
    self.isNullable = isNullable
    self.hasDefault = hasDefault
    self.isPrivate = isPrivate
  }
}

/// A unique index or constraint besides the primary key.
public struct UniqueIndex: Hashable, Sendable {
  /// The name, if known.
  public var name: String?
  /// The places of its columns.
  public var columns: [Int]
  /// The column of `WHERE column IS NULL`, for a partial index.
  public var whereNull: Int?
  /// Whether rows with a NULL never collide, as is the rule in SQL.
  public var nullsDistinct: Bool
  /// Whether the check can wait for the end of the transaction.
  public var isDeferrable: Bool

  /// Creates an index.
  public init(
    _ columns: [Int], name: String? = nil, whereNull: Int? = nil, nullsDistinct: Bool = true,
    isDeferrable: Bool = false
  ) {
    self.columns = columns
    self.name = name
    self.whereNull = whereNull
    self.nullsDistinct = nullsDistinct
    self.isDeferrable = isDeferrable
  }
}

/// A foreign key.
public struct TableReference: Hashable, Sendable {
  /// What the database does when the referenced row is deleted.
  public enum OnDelete: String, Sendable {
    /// It refuses.
    case restrict
    /// It deletes the referring rows as well.
    case cascade
    /// It sets the referring columns to NULL.
    case setNull = "set-null"
  }

  /// The places of the referring columns.
  public var columns: [Int]
  /// The table referred to.
  public var table: TableName
  /// The names of the columns referred to.
  public var targets: [String]
  /// What happens on deletion.
  public var onDelete: OnDelete

  /// Creates a foreign key.
  public init(
    _ columns: [Int], to table: TableName, _ targets: [String], onDelete: OnDelete = .restrict
  ) {
    self.columns = columns
    self.table = table
    self.targets = targets
    self.onDelete = onDelete
  }
}

/// A table as the plan relies on it; the script refuses to run against any other shape.
public struct TableShape: Hashable, Sendable {
  /// The name.
  public var name: TableName
  /// The exported columns, in the order of the dump.
  public var columns: [ColumnShape]
  /// Unique indexes besides the primary key.
  public var uniqueIndexes: [UniqueIndex]
  /// Foreign keys.
  public var references: [TableReference]
  /// The names of the user triggers that are expected to be enabled, and no others.
  public var triggers: [String]

  /// Creates a shape.
  public init(
    _ name: TableName, columns: [ColumnShape], uniqueIndexes: [UniqueIndex] = [],
    references: [TableReference] = [], triggers: [String] = []
  ) {
    self.name = name
    self.columns = columns
    self.uniqueIndexes = uniqueIndexes
    self.references = references
    self.triggers = triggers
  }

  /// The places of the columns with a role.
  public func columns(_ role: ColumnShape.Role) -> [Int] {
    columns.indices.filter { columns[$0].role == role }
  }

  /// The place of the first column with a role.
  public func column(_ role: ColumnShape.Role) -> Int? {
    columns.firstIndex { $0.role == role }
  }

  /// The place of a column by name.
  public func column(named name: String) -> Int? {
    columns.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// How deep each table stands when every table stands below those it refers to.
  public static func depths(of tables: [TableShape]) -> [Int] {
    var depths = [Int](repeating: 0, count: tables.count)
    for _ in tables.indices {
      for (place, table) in tables.enumerated() {
        for reference in table.references {
          guard let parent = tables.firstIndex(where: { $0.name == reference.table }),
            parent != place
          else { continue }
          depths[place] = min(tables.count, max(depths[place], depths[parent] + 1))
        }
      }
    }
    return depths
  }

  /// Whether columns find a row only among those in which another column is null.
  public func isFound(by columns: [Int], whereNull condition: Int) -> Bool {
    let indexes = allUniqueIndexes.filter { Set($0.columns) == Set(columns) }
    return indexes.contains { $0.whereNull == condition }
      && !indexes.contains { $0.whereNull == nil }
  }

  /// The primary key, then the other unique indexes.
  public var allUniqueIndexes: [UniqueIndex] {
    [UniqueIndex(columns(.key), name: "primary key")] + uniqueIndexes
  }
}
