/// The declared type of a column.
///
/// Only types whose text form can be compared and cast without loss are known. All values travel
/// as text and are cast on the server, so nothing is ever rounded here.
public enum SQLType: Hashable, Sendable {
  /// Text of any length.
  case text
  /// Text of at most so many characters; `nil` means any.
  case varchar(Int?)
  /// True or false.
  case boolean
  /// A whole number of any width the database chose.
  case wholeNumber
  /// A whole number of 16 bits.
  case smallint
  /// A whole number of 32 bits.
  case integer
  /// A whole number of 64 bits.
  case bigint
  /// A decimal number with total digits and digits after the point; `nil` means any.
  case numeric(precision: Int?, scale: Int?)
  /// A binary floating point number of 32 bits.
  case real
  /// A binary floating point number of 64 bits.
  case double
  /// A day.
  case date
  /// Date and time of day without a zone, with 0 to 6 fraction digits.
  case timestamp(Int?)
  /// An instant, with 0 to 6 fraction digits.
  case timestamptz(Int?)
  /// JSON kept as text.
  case json
  /// JSON kept as a value.
  case jsonb
  /// A UUID.
  case uuid
  /// A word of an enumeration, which must be named with its schema.
  case enumeration(schema: String, name: String)

  /// Whether `COPY` writes a value as its cast to text does, so that a digest can stand for it.
  public var isExportedAsCast: Bool {
    switch self {
    case .text, .varchar, .json, .jsonb, .uuid, .enumeration: true
    default: false
    }
  }

  /// Whether values are compared as the text they are.
  public var isText: Bool {
    switch self {
    case .text, .varchar: true
    default: false
    }
  }

  /// Whether a text of so many bytes always fits.
  public func holds(textByteCount: Int) -> Bool {
    switch self {
    case .text, .varchar(nil): true
    case .varchar(let limit?): textByteCount <= limit
    default: false
    }
  }

  /// Whether an exported text may be cast to this type without losing its meaning.
  ///
  /// PostgreSQL drops a zone in a literal of a type without one, and adds the session's zone to
  /// an instant without one; both are refused here instead.
  public func accepts(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .timestamp: !Self.hasZone(bytes)
    case .timestamptz: Self.hasZone(bytes) || Self.isInfinite(bytes)
    default: true
    }
  }

  /// Whether a time is before or after all others, in any zone.
  private static func isInfinite(_ bytes: [UInt8]) -> Bool {
    ["infinity", "-infinity"].contains { $0.utf8.elementsEqual(bytes) }
  }

  /// Whether a date and time of day is followed by `Z`, `+hh` or `-hh`.
  private static func hasZone(_ bytes: [UInt8]) -> Bool {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let zone: [UInt8] = [
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "Z"), UInt8(ascii: "z"),
    ]
    return bytes[colon...].contains { zone.contains($0) }
  }
}

extension SQLDialect {
  /// The type as a cast names it, without a length or precision that would lose something.
  ///
  /// A cast to `varchar(3)` or `timestamp(3)` would cut or round in silence. Without the
  /// modifier the assignment refuses, or reading back shows the difference. MySQL has no cast
  /// without one: there it is the widest.
  ///
  /// - Returns: `nil` when the name of an enumeration cannot be written.
  public func castName(_ type: SQLType) -> String? {
    switch self {
    case .postgresql: postgreSQLName(type)
    case .mysql: Self.mySQLCast(type)
    case .sqlite: Self.sqliteCast(type)
    }
  }

  /// The types a column may have in the catalogue, without length or precision.
  ///
  /// - Returns: `nil` when the name of an enumeration cannot be written; no types for SQLite,
  ///   where a column's type decides nothing.
  public func catalogNames(_ type: SQLType) -> [String]? {
    switch (self, type) {
    case (.postgresql, .text), (.postgresql, .varchar): ["text", "varchar"]
    case (.postgresql, .wholeNumber): ["smallint", "integer", "bigint"]
    case (.postgresql, _): postgreSQLName(type).map { [$0] }
    case (.mysql, _): Self.mySQLNames(type)
    case (.sqlite, _): []
    }
  }

  private func postgreSQLName(_ type: SQLType) -> String? {
    switch type {
    case .text, .varchar: return "text"
    case .boolean: return "boolean"
    case .smallint: return "smallint"
    case .integer: return "integer"
    case .bigint, .wholeNumber: return "bigint"
    case .numeric: return "numeric"
    case .real: return "real"
    case .double: return "double precision"
    case .date: return "date"
    case .timestamp: return "timestamp"
    case .timestamptz: return "timestamptz"
    case .json: return "json"
    case .jsonb: return "jsonb"
    case .uuid: return "uuid"
    case .enumeration(let schema, let name):
      guard let schema = identifier(schema), let name = identifier(name) else { return nil }
      return schema + "." + name
    }
  }

  private static func mySQLCast(_ type: SQLType) -> String {
    switch type {
    case .boolean, .smallint, .integer, .bigint, .wholeNumber: "DECIMAL(65,0)"
    case .numeric: "DECIMAL(65,30)"
    case .real, .double: "DOUBLE"
    case .date: "DATE"
    case .timestamp, .timestamptz: "DATETIME(6)"
    case .text, .varchar, .json, .jsonb, .uuid, .enumeration: "CHAR"
    }
  }

  /// What `information_schema` calls the types; JSON is a kind of text in MariaDB.
  private static func mySQLNames(_ type: SQLType) -> [String] {
    switch type {
    case .text, .varchar: ["char", "varchar", "tinytext", "text", "mediumtext", "longtext"]
    case .boolean: ["tinyint"]
    case .smallint: ["smallint"]
    case .integer: ["int", "mediumint"]
    case .bigint: ["bigint"]
    case .wholeNumber: ["tinyint", "smallint", "mediumint", "int", "bigint"]
    case .numeric: ["decimal"]
    case .real: ["float"]
    case .double: ["double"]
    case .date: ["date"]
    case .timestamp: ["datetime"]
    case .timestamptz: ["timestamp"]
    case .json, .jsonb: ["json", "longtext"]
    case .uuid: ["char", "varchar", "uuid"]
    case .enumeration: ["enum"]
    }
  }

  private static func sqliteCast(_ type: SQLType) -> String {
    switch type {
    case .boolean, .smallint, .integer, .bigint, .wholeNumber: "INTEGER"
    case .numeric: "NUMERIC"
    case .real, .double: "REAL"
    default: "TEXT"
    }
  }
}
