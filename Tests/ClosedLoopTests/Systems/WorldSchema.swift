import Reconciliation
import SQL

/// The tables of a system and their rows as statements of one dialect.
struct WorldSchema {
  let dialect: DatabaseDialect
  let tables: [DumpedTable]

  private var language: SQLDialect {
    switch dialect {
    case .postgresql: .postgresql
    case .mysql: .mysql
    case .sqlite: .sqlite
    }
  }

  func name(_ name: String) -> String { language.identifier(name) ?? "" }

  /// What creates the tables as the definition has them.
  var creation: String { (enumerations + tables.map(creation)).joined(separator: "\n") }

  /// What fills them.
  var insertions: String { tables.map(insertion).joined(separator: "\n") }

  private func creation(_ table: DumpedTable) -> String {
    let definition = table.definition
    let keys = Set(
      (definition.uniques.flatMap(\.columns) + definition.references.map(\.column))
        + tables.flatMap(\.definition.references).map(\.target))
    var lines = definition.columns.map { column in
      let isShort = column.isKey || keys.contains(column.name)
      return name(column.name) + " " + type(column, in: table, isShort: isShort)
        + (column.isNullable && !column.isKey ? " NULL" : " NOT NULL")
        + (column.isKey ? " PRIMARY KEY" : "")
    }
    lines += definition.uniques.map { unique in
      "UNIQUE (\(unique.columns.map(name).joined(separator: ", ")))"
    }
    lines += definition.references.filter { holds($0, in: table) }.map { reference in
      "FOREIGN KEY (\(name(reference.column))) REFERENCES \(name(reference.table)) "
        + "(\(name(reference.target)))"
    }
    return "CREATE TABLE \(name(table.name)) (\n  \(lines.joined(separator: ",\n  ")));"
  }

  /// Whether every row points at one that is there; a database cannot enforce what is broken.
  private func holds(_ reference: ReferenceDefinition, in table: DumpedTable) -> Bool {
    guard let target = tables.first(where: { $0.name == reference.table }),
      let place = target.place(of: reference.target), let from = table.place(of: reference.column)
    else { return false }
    let keys = Set(target.rows.map { $0[place] })
    return table.rows.allSatisfy { $0[from] == nil || keys.contains($0[from]) }
  }

  private func type(_ column: ColumnDefinition, in table: DumpedTable, isShort: Bool) -> String {
    switch column.type {
    case .text: dialect == .mysql ? (isShort ? "varchar(191)" : "longtext") : "text"
    case .uuid: dialect == .mysql ? "varchar(191)" : dialect == .sqlite ? "text" : "uuid"
    case .integer: "bigint"
    case .decimal(let scale): "decimal(12, \(scale))"
    case .boolean: "boolean"
    case .timestamp(let precision):
      dialect == .postgresql ? "timestamp(\(precision))" : "datetime(\(precision))"
    case .timestampWithZone(let precision):
      dialect == .postgresql ? "timestamptz(\(precision))" : "datetime(\(precision))"
    case .date: "date"
    case .epochSeconds: "bigint"
    case .enumeration(let type):
      switch dialect {
      case .postgresql: name(type)
      case .mysql: "enum(\(labels(of: type)))"
      case .sqlite: "text"
      }
    case .jsonb, .json:
      switch dialect {
      case .postgresql: column.type == .jsonb ? "jsonb" : "json"
      case .mysql: "json"
      case .sqlite: "text"
      }
    }
  }

  /// The types that PostgreSQL creates before the tables.
  private var enumerations: [String] {
    guard dialect == .postgresql else { return [] }
    return Set(
      tables.flatMap(\.definition.columns).compactMap { column in
        if case .enumeration(let type) = column.type { type } else { nil }
      }
    ).sorted().map { "CREATE TYPE \(name($0)) AS ENUM (\(labels(of: $0)));" }
  }

  /// Every word of an enumeration that a row has or a rule may want.
  private func labels(of type: String) -> String {
    var labels = Set(words)
    for table in tables {
      for column in table.definition.columns where column.type == .enumeration(type) {
        guard let place = table.place(of: column.name) else { continue }
        labels.formUnion(table.rows.compactMap { $0[place] })
      }
    }
    return labels.sorted().map(literal).joined(separator: ", ")
  }

  /// The words of statuses.
  let words: [String]

  private func insertion(_ table: DumpedTable) -> String {
    guard !table.rows.isEmpty else { return "" }
    // A schema of its own may have columns that the definition does not know.
    let known = table.columns.indices.filter { place in
      hasAllColumns || table.definition.place(ofColumn: table.columns[place]) != nil
    }
    let columns = known.map { place in
      (place, table.definition.columns.first { $0.name == table.columns[place] }?.type ?? .text)
    }
    let rows = table.rows.map { row in
      "(\(columns.map { literal(row[$0], $1) }.joined(separator: ",")))"
    }
    return """
      INSERT INTO \(name(table.name)) (\(known.map { name(table.columns[$0]) }.joined(separator: ",")))
      VALUES \(rows.joined(separator: ",\n"));
      """
  }

  /// Whether the tables have every column of the dumps.
  let hasAllColumns: Bool

  private func literal(_ value: String?, _ type: ColumnType) -> String {
    guard let value else { return "NULL" }
    guard dialect != .postgresql else { return literal(value) }
    switch type {
    case .boolean: return ["t": "1", "f": "0"][value] ?? value
    case .timestampWithZone: return literal(value.replacing("+00", with: ""))
    default: return literal(value)
    }
  }

  private func literal(_ text: String) -> String { language.literal(text) ?? "NULL" }
}
