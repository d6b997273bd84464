import Diagnostics
import Reconciliation
import SQL

/// A table with every name and type spelled as the script needs it.
struct ScriptTable<Language: ScriptLanguage> {
  let shape: TableShape
  /// `"public"."subscriptions"`.
  let quoted: String
  /// `public.subscriptions` as a literal, for the audit and for messages.
  let literal: String
  /// `"public"`; empty where tables have no schema.
  let schema: String
  /// The schema's name and the table's as literals.
  let schemaLiteral, nameLiteral: String
  let columns: [ScriptColumn]
  /// The expected triggers as literals, sorted by bytes.
  let triggers: [String]

  init(_ shape: TableShape) throws(Failure) {
    self.shape = shape
    schema = try shape.name.schema.isEmpty ? "" : Language.name(shape.name.schema)
    quoted = try (schema.isEmpty ? "" : schema + ".") + Language.name(shape.name.table)
    literal = try Language.literal(shape.name.text)
    schemaLiteral = try Language.literal(shape.name.schema)
    nameLiteral = try Language.literal(shape.name.table)
    var columns: [ScriptColumn] = []
    for column in shape.columns { columns.append(try ScriptColumn(column, in: Language.self)) }
    self.columns = columns
    let sorted = shape.triggers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var triggers: [String] = []
    for trigger in sorted { triggers.append(try Language.literal(trigger)) }
    self.triggers = triggers
  }

  /// The table's name, fit for a comment.
  var comment: String { SQLComment.text(shape.name.text) }

  /// Whether the value of the row `t` equals a staged text.
  func equals(_ column: Int, _ staged: String) -> String {
    Language.equals("t." + columns[column].quoted, staged, columns[column])
  }

  /// The staged text as a value to store.
  func value(_ column: Int, _ staged: String) -> String {
    Language.value(staged, columns[column])
  }

  /// Whether a row is the one a staged key names; `=` on the key, so that its index serves.
  func isRow(_ columns: [Int], called row: String = "t", _ staged: (Int) -> String) -> String {
    columns.map {
      "\(row).\(self.columns[$0].quoted) = \(Language.key(staged($0), self.columns[$0]))"
    }.joined(separator: " AND ")
  }

  /// That the row `t` has a staged value to the byte; by `=` first, so that an index serves.
  func isFound(_ column: Int, _ staged: String) -> [String] {
    let isSame = Language.isSameKey("t." + columns[column].quoted, staged, columns[column])
    return [isRow([column]) { _ in staged }] + (isSame.map { [$0] } ?? [])
  }

  /// The name of a staged column, not quoted; by place when the name would be too long.
  func stageName(_ prefix: String, _ column: Int) -> String {
    let name = shape.columns[column].name
    return name.utf8.count < 60 ? prefix + " " + name : prefix + " #\(column)"
  }

  /// The key of the row `t` as one text, like ``Change/keyText``.
  func keyText(_ columns: [Int]) -> String {
    Language.joined(columns.map { "t." + self.columns[$0].quoted }, by: "'/'")
  }
}

/// A column with its name and type spelled as the script needs them.
struct ScriptColumn {
  let type: SQLType
  /// `"id"`.
  let quoted: String
  /// The name as a literal.
  let literal: String
  /// `text`, `public."SubscriptionStatus"`.
  let cast: String
  /// The types the column may have, as literals.
  let types: [String]

  init<Language: ScriptLanguage>(
    _ column: ColumnShape, in language: Language.Type
  ) throws(Failure) {
    type = column.type
    quoted = try Language.name(column.name)
    literal = try Language.literal(column.name)
    guard let cast = Language.dialect.castName(column.type),
      let names = Language.dialect.catalogNames(column.type)
    else { throw Language.unsafe(column.name) }
    self.cast = cast
    var types: [String] = []
    for name in names { types.append(try Language.literal(name)) }
    self.types = types
  }
}

extension ScriptLanguage {
  /// A name as an identifier.
  static func name(_ name: String) throws(Failure) -> String {
    guard let quoted = dialect.identifier(name) else { throw unsafe(name) }
    return quoted
  }

  /// A text of ours or of the pipeline as a literal.
  static func literal(_ text: String) throws(Failure) -> String {
    guard let quoted = dialect.literal(text) else { throw unsafe(text) }
    return quoted
  }

  /// Words as literals with commas between them; NULL when there are none.
  static func list(_ words: [String]) throws(Failure) -> String {
    var literals: [String] = []
    for word in words { literals.append(try literal(word)) }
    return literals.isEmpty ? "NULL" : literals.joined(separator: ", ")
  }

  /// A cell as a literal.
  static func literal(_ cell: ExportedCell) throws(Failure) -> String {
    guard let bytes = cell.bytes else { return "NULL" }
    guard let literal = dialect.literal(bytes) else {
      throw Failure(
        .sqlUnwritableValue, "a value holds NUL or invalid UTF-8 and cannot be written",
        help: "leave the row out of the automatic fixes")
    }
    return literal
  }

  /// The refusal of a name that no script can hold.
  static func unsafe(_ name: String) -> Failure {
    Failure(
      .sqlUnsafeName, "the name “\(SQLComment.text(name))” cannot be written to a script safely",
      help: "a name has 1 to \(dialect.nameByteLimit) bytes and no invisible characters"
        + "\(dialect == .mysql ? " or backslashes" : ""); leave the column out or rename it")
  }
}
