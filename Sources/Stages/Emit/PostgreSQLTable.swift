import Diagnostics
import Reconciliation
import SQL

/// A table with every name and type spelled as the script needs it.
struct PostgreSQLTable {
  let shape: TableShape
  /// `"public"."subscriptions"`.
  let quoted: String
  /// `public.subscriptions` as a literal, for the audit and for messages.
  let literal: String
  /// `"public"`.
  let schema: String
  /// `"id"`.
  let columns: [String]
  /// The column names as literals.
  let columnLiterals: [String]
  /// `text`, `public."SubscriptionStatus"`.
  let casts: [String]
  /// For each column the types it may have, as calls of `to_regtype`.
  let catalogTypes: [String]
  /// The expected triggers as literals, sorted by bytes.
  let triggers: [String]

  init(_ shape: TableShape) throws(Failure) {
    self.shape = shape
    schema = try Self.name(shape.name.schema)
    quoted = try schema + "." + Self.name(shape.name.table)
    literal = try Self.literal(shape.name.text)
    var columns: [String] = []
    var columnLiterals: [String] = []
    var casts: [String] = []
    var catalogTypes: [String] = []
    for column in shape.columns {
      columns.append(try Self.name(column.name))
      columnLiterals.append(try Self.literal(column.name))
      guard let cast = SQLDialect.postgresql.castName(column.type),
        let types = SQLDialect.postgresql.catalogNames(column.type)
      else { throw Self.unsafeName(column.name) }
      casts.append(cast)
      var calls: [String] = []
      for type in types { calls.append("to_regtype(\(try Self.literal(type)))") }
      catalogTypes.append("ARRAY[\(calls.joined(separator: ", "))]")
    }
    self.columns = columns
    self.columnLiterals = columnLiterals
    self.casts = casts
    self.catalogTypes = catalogTypes
    let sorted = shape.triggers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var triggers: [String] = []
    for trigger in sorted { triggers.append(try Self.literal(trigger)) }
    self.triggers = triggers
  }

  static func name(_ name: String) throws(Failure) -> String {
    guard let quoted = SQLDialect.postgresql.identifier(name) else { throw unsafeName(name) }
    return quoted
  }

  static func literal(_ text: String) throws(Failure) -> String {
    guard let quoted = SQLDialect.postgresql.literal(text) else { throw unsafeName(text) }
    return quoted
  }

  static func unsafeName(_ name: String) -> Failure {
    Failure(
      .sqlUnsafeName, "the name “\(SQLComment.text(name))” cannot be written to a script safely",
      help: "a name has 1 to 63 bytes and no invisible characters; leave the column out or "
        + "rename it")
  }

  /// Whether the row's value equals a staged text, compared by type, NULL like any value.
  ///
  /// Text is compared by bytes whatever the column's collation; `json` has no equality, so its
  /// text is compared.
  func equals(_ column: Int, _ staged: String) -> String {
    let stored = "t." + columns[column]
    switch shape.columns[column].type {
    case .text, .varchar: return "\(stored) COLLATE \"C\" IS NOT DISTINCT FROM \(staged)"
    case .json: return "\(stored)::text IS NOT DISTINCT FROM \(staged)"
    default: return "\(stored) IS NOT DISTINCT FROM \(staged)::\(casts[column])"
    }
  }

  /// The staged text as a value to store.
  func value(_ column: Int, _ staged: String) -> String {
    shape.columns[column].type.isText ? staged : staged + "::" + casts[column]
  }

  /// Whether this is the row a staged key names; `=` on the key, so that its index serves.
  func isRow(_ columns: [Int], _ staged: (Int) -> String) -> String {
    columns.map { "t.\(self.columns[$0]) = \(value($0, staged($0)))" }
      .joined(separator: " AND ")
  }

  /// The time of the change as the column that records it; `nil` when its type holds no time.
  func currentTime(_ column: Int) -> String? {
    switch shape.columns[column].type {
    case .timestamp: "(pg_catalog.now() AT TIME ZONE 'UTC')::timestamp(3)"
    case .timestamptz: "pg_catalog.now()::timestamptz(3)"
    default: nil
    }
  }
}
