public import Diagnostics

extension SQLType {
  /// Reads the type as a pipeline file writes it: `text`, `timestamp(3)`, `numeric(10,2)`,
  /// `enum(public.SubscriptionStatus)`.
  ///
  /// Upper and lower case, PostgreSQL's long and short names and spaces around parts are all
  /// understood. The name of an enumeration keeps its case; without a schema it is in `public`.
  ///
  /// - Throws: `sql-unknown-type`.
  public init(parsing words: String) throws(Failure) {
    guard let type = Self.parse(words) else {
      throw Failure(
        .sqlUnknownType, "this is not a column type trueup knows: \(SQLComment.text(words))",
        help: "write one of text, varchar(n), boolean, smallint, integer, bigint, "
          + "numeric(p,s), real, double, date, timestamp(p), timestamptz(p), json, jsonb, "
          + "uuid, enum(schema.name)")
    }
    self = type
  }

  private static func parse(_ words: String) -> SQLType? {
    guard let (name, inside) = split(words) else { return nil }
    if name == "enum" { return inside.flatMap(enumeration) }
    let numbers = inside.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    guard let modifiers = modifiers(numbers ?? []) else { return nil }
    switch (name, modifiers.count) {
    case ("varchar", 0...1), ("character varying", 0...1): return .varchar(modifiers.first)
    case ("numeric", 0...2), ("decimal", 0...2):
      return .numeric(
        precision: modifiers.first,
        scale: modifiers.count == 2 ? modifiers[1] : modifiers.isEmpty ? nil : 0)
    case ("timestamp", 0...1), ("timestamp without time zone", 0...1):
      return fraction(modifiers).map { .timestamp($0) }
    case ("timestamptz", 0...1), ("timestamp with time zone", 0...1):
      return fraction(modifiers).map { .timestamptz($0) }
    case (_, 0): return inside == nil ? plain[name] : nil
    default: return nil
    }
  }

  private static let plain: [String: SQLType] = [
    "text": .text, "boolean": .boolean, "bool": .boolean,
    "smallint": .smallint, "int2": .smallint, "integer": .integer, "int": .integer,
    "int4": .integer, "bigint": .bigint, "int8": .bigint,
    "real": .real, "float4": .real, "double": .double, "double precision": .double,
    "float8": .double, "date": .date, "json": .json, "jsonb": .jsonb, "uuid": .uuid,
  ]

  /// Splits `timestamp (3) with time zone` into `timestamp with time zone` and `3`.
  private static func split(_ words: String) -> (name: String, inside: Substring?)? {
    var outside = words[...]
    var inside: Substring?
    if let open = words.firstIndex(of: "(") {
      guard let close = words.lastIndex(of: ")"), open < close else { return nil }
      inside = words[words.index(after: open)..<close]
      outside = words[..<open] + " " + words[words.index(after: close)...]
    }
    let parts = outside.split(separator: " ").map { $0.lowercased() }
    return parts.isEmpty ? nil : (parts.joined(separator: " "), inside)
  }

  private static func modifiers(_ parts: [Substring]) -> [Int]? {
    var numbers: [Int] = []
    for part in parts {
      guard let number = Int(part.filter { $0 != " " }), (0...1_000_000).contains(number) else {
        return nil
      }
      numbers.append(number)
    }
    return numbers
  }

  private static func fraction(_ modifiers: [Int]) -> Int?? {
    guard let digits = modifiers.first else { return .some(nil) }
    return digits <= 6 ? .some(digits) : nil
  }

  private static func enumeration(_ inside: Substring) -> SQLType? {
    let parts = inside.split(separator: ".", omittingEmptySubsequences: false).map { part in
      let name = part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      return String(name.filter { $0 != "\"" })
    }
    guard (1...2).contains(parts.count), !parts.contains("") else { return nil }
    return parts.count == 1
      ? .enumeration(schema: "public", name: parts[0])
      : .enumeration(schema: parts[0], name: parts[1])
  }
}
