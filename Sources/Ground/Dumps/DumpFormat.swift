/// How one program writes one table to a file.
///
/// A format is declared, never guessed: the same bytes mean different rows in different flavours.
public struct DumpFormat: Hashable, Sendable {
  /// What surrounds the records.
  public enum Kind: Hashable, Sendable {
    /// One table, one record after another.
    case records
    /// A script of `pg_dump`, whose tables stand between `COPY … FROM stdin;` and `\.`.
    case copyBlocks
    /// A script of INSERT statements.
    case inserts
  }

  /// How a byte that would otherwise end something is written as data.
  public enum Escape: UInt8, Hashable, Sendable {
    /// Not at all.
    case none
    /// A quote within quotes is doubled (RFC 4180, COPY CSV).
    case doubledQuote
    /// A backslash, within quotes only, before a quote or itself (COPY CSV with ESCAPE '\').
    case backslashInQuotes
    /// A backslash with the letters of COPY text: PostgreSQL documentation, COPY, Text Format.
    case postgresText
    /// A backslash with the letters of LOAD DATA: MySQL manual, LOAD DATA, Field Handling.
    case mysqlText
    /// SQL literals in which a quote is doubled and a backslash is itself.
    case standardSQL
    /// SQL literals in which a backslash escapes (MySQL manual, String Literals).
    case mysqlSQL
  }

  /// The bytes that end a record.
  public enum RecordEnd: Hashable, Sendable {
    /// A line feed; a carriage return is data.
    case lineFeed
    /// A line feed or CR LF, the same one throughout; a carriage return outside quotes is damage.
    case either
  }

  /// What the writing program loses.
  public enum Loss: Hashable, Sendable {
    /// Nothing.
    case none
    /// The difference between NULL and some text; a promise can restore it.
    case nulls
    /// The borders of values or records; nothing can restore them.
    case structure
  }

  /// The kebab-case name used in pipeline definitions.
  public var name: String
  /// What surrounds the records.
  public var kind: Kind
  /// The byte between two values.
  public var delimiter: UInt8
  /// The byte around a value that needs it, if the format has one.
  public var quote: UInt8?
  /// How special bytes are written as data.
  public var escape: Escape
  /// How NULL is written.
  public var nullRule: NullRule
  /// Whether the first record holds the names of the columns.
  public var hasHeader: Bool
  /// What ends a record.
  public var recordEnd: RecordEnd
  /// What is lost, so that the dump is refused.
  public var loss: Loss
  /// The export command that produces this format, or should be used instead of a lossy one.
  public var exportCommand: String

  /// The same format, with a promise about NULL in place of its own rule.
  ///
  /// The promise makes a format that loses NULL readable; one that loses the borders of values
  /// stays refused.
  public func promising(_ rule: NullRule) -> DumpFormat {
    var format = self
    format.nullRule = rule
    if loss == .nulls, rule != .unstated { format.loss = .none }
    return format
  }

  /// The format of a name used in a pipeline definition; nil for an unknown one.
  public init?(name: String) {
    guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
    self = format
  }

  /// The names of every format, refused ones included, in the order of the table.
  public static let allNames = all.map(\.name)

  init(
    _ name: String, _ kind: Kind = .records, delimiter: UInt8 = UInt8(ascii: ","),
    quote: UInt8? = UInt8(ascii: "\""), escape: Escape = .doubledQuote,
    null: NullRule = .unquotedEmpty, header: Bool = true, end: RecordEnd = .either,
    loss: Loss = .none, export: String
  ) {
    self.name = name
    self.kind = kind
    self.delimiter = delimiter
    self.quote = quote
    self.escape = escape
    nullRule = null
    hasHeader = header
    recordEnd = end
    self.loss = loss
    exportCommand = export
  }
}
