import Reconciliation

/// How a pipeline file writes the types of columns.
extension ColumnType {
  /// The forms a type can have, for help.
  static let writtenNames = [
    "text", "integer", "decimal(2)", "boolean", "timestamp(3)", "timestamptz(6)", "date",
    "epoch-seconds", "enum(Name)", "jsonb", "json", "uuid",
  ]

  /// Reads a type; nil for an unknown one.
  ///
  /// A timestamp without a number has six fraction digits, which is PostgreSQL's default; a
  /// decimal without one has two, which most currencies have.
  init?(written: String) {
    let bytes = Array(written.utf8)
    let open = bytes.firstIndex(of: UInt8(ascii: "(")) ?? bytes.count
    var argument: String?
    if open < bytes.count {
      guard bytes.last == UInt8(ascii: ")"), open + 2 < bytes.count else { return nil }
      argument = String(decoding: bytes[(open + 1)..<(bytes.count - 1)], as: UTF8.self)
    }
    let name = String(decoding: bytes[..<open], as: UTF8.self)
    guard let type = Self.type(name, argument) else { return nil }
    self = type
  }

  private static func type(_ name: String, _ argument: String?) -> ColumnType? {
    switch name {
    case "decimal": return digits(argument, or: 2, upTo: 9).map { .decimal(scale: $0) }
    case "timestamp": return digits(argument, or: 6, upTo: 6).map { .timestamp(precision: $0) }
    case "timestamptz":
      return digits(argument, or: 6, upTo: 6).map { .timestampWithZone(precision: $0) }
    case "enum": return argument.map { .enumeration($0) }
    default: return argument == nil ? plain[name] : nil
    }
  }

  private static let plain: [String: ColumnType] = [
    "text": .text, "integer": .integer, "boolean": .boolean, "date": .date,
    "epoch-seconds": .epochSeconds, "jsonb": .jsonb, "json": .json, "uuid": .uuid,
  ]

  private static func digits(_ argument: String?, or standard: Int, upTo limit: Int) -> Int? {
    guard let argument else { return standard }
    guard let number = WrittenTime.whole(argument), number <= limit else { return nil }
    return number
  }

  /// The type as a pipeline file writes it.
  var written: String {
    switch self {
    case .text: "text"
    case .integer: "integer"
    case .decimal(let scale): "decimal(\(scale))"
    case .boolean: "boolean"
    case .timestamp(let precision): "timestamp(\(precision))"
    case .timestampWithZone(let precision): "timestamptz(\(precision))"
    case .date: "date"
    case .epochSeconds: "epoch-seconds"
    case .enumeration(let name): "enum(\(name))"
    case .jsonb: "jsonb"
    case .json: "json"
    case .uuid: "uuid"
    }
  }
}

/// Which types can hold what a field means.
extension RowField {
  private enum Shape { case instant, truth, number, word }

  private var shape: Shape {
    switch self {
    case .cancelAt, .canceledAt, .endedAt, .trialStart, .trialEnd, .periodStart, .periodEnd,
      .createdAt, .updatedAt, .deletedAt, .markerTime, .receivedAt, .processedAt, .retriedAt,
      .resolvedAt, .paidAt:
      .instant
    case .ending, .cancelAtPeriodEnd, .active, .livemode: .truth
    case .quantity, .amount, .attempts: .number
    default: .word
    }
  }

  /// Whether a column of a type can hold the field.
  func fits(_ type: ColumnType) -> Bool {
    switch (shape, type) {
    case (.instant, .timestamp), (.instant, .timestampWithZone), (.instant, .date),
      (.instant, .epochSeconds):
      true
    case (.truth, .boolean), (.number, .integer), (.number, .decimal): true
    case (.word, .text), (.word, .integer), (.word, .boolean), (.word, .enumeration),
      (.word, .uuid), (.word, .json), (.word, .jsonb):
      true
    default: false
    }
  }

  /// The types that can hold the field, for help.
  var typeHelp: String {
    switch shape {
    case .instant: "an instant is timestamp(n), timestamptz(n), date or epoch-seconds"
    case .truth: "it is boolean; the digits 0 and 1 are read as one"
    case .number: "it is integer (the smallest unit) or decimal(n)"
    case .word: "it is text, enum(Name), uuid or integer"
    }
  }
}
