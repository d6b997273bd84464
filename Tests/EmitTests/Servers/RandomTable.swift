import Emit
import Reconciliation
import SQL
import TestSupport

/// A table with every kind of column, names that need quotes, random rows, and random rows that it
/// shall have.
struct RandomTable {
  let dialect: DatabaseDialect
  let shape: TableShape
  private var random: SplitMix64

  init(_ dialect: DatabaseDialect, seed: Int) {
    self.dialect = dialect
    random = SplitMix64(seed: UInt64(seed))
    shape = Self.shape(dialect)
  }

  /// Up to twelve rows.
  mutating func rows() -> [[ExportedCell]] {
    (0..<1 + Int(random.next() % 12)).map { number in
      [.text("k\(number)" + pick(Self.hostile))]
        + shape.columns.indices.dropFirst().map { cell($0, row: number) }
    }
  }

  /// Other values for some columns; the unique column, the last, is dealt out anew among all rows.
  mutating func wanted(_ rows: [[ExportedCell]]) -> [[ExportedCell]] {
    var wanted = rows
    let unique = shape.columns.count - 1
    let shuffled = rows.map { $0[unique] }.shuffled(using: &random)
    for place in rows.indices {
      for column in 1..<unique where random.next() % 3 == 0 {
        wanted[place][column] = cell(column, row: place)
      }
      wanted[place][unique] = shuffled[place]
    }
    return wanted
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(random.next() % UInt64(elements.count))]
  }

  private mutating func cell(_ column: Int, row: Int) -> ExportedCell {
    if random.next() % 6 == 0 { return .null }
    let isPostgreSQL = dialect == .postgresql
    let texts: [String] =
      switch shape.columns[column].type {
      case .enumeration: Self.moods
      case .timestamp where isPostgreSQL:
        ["2026-01-01 00:00:00", "1999-12-31 23:59:59.999", "infinity"]
      case .timestamp: ["2026-01-01 00:00:00.000", "1999-12-31 23:59:59.999"]
      case .timestamptz: ["2026-01-01 00:00:00+00", "2026-06-01 12:00:00.123456+00"]
      case .date: ["2026-01-31", "2024-02-29"]
      case .boolean: isPostgreSQL ? ["true", "false"] : ["1", "0"]
      case .wholeNumber: ["0", "-9223372036854775808", "9223372036854775807"]
      case .jsonb: ["{\"a\": 1}", "[]", "\"\\\\ \\u0001\"", "{\"b\": null, \"cc\": 1.50}"]
      case .json: ["{\"a\":1,  \"b\":2}", "[1,\n2]", "\"'\"", "\"\\\\ \\u0001\""]
      case .numeric: Self.amounts(dialect)
      case .real: ["0.1", "3.4e+38", "-0"]
      case .varchar: ["", "'", "\\"].map { "u\(row)" + $0 }
      default: [pick(Self.hostile) + pick(Self.hostile) + pick(["", "x", "Ω"])]
      }
    return .text(pick(texts))
  }

  private static func amounts(_ dialect: DatabaseDialect) -> [String] {
    switch dialect {
    case .postgresql: ["0", "1.50", "-99999999999999999999.000001", "1.5"]
    case .mysql: ["0.000000", "1.500000", "-99999999999999999999.000001"]
    case .sqlite: ["0", "1.5", "-99999", "29.99"]
    }
  }

  private static let moods = ["so so", "b'ad", "é"]

  private static let hostile = [
    "", "NULL", "null", "'", "\\", "E'\\'", "$trueup$", "--", "*/", "\r\n", "\t",
    "\u{85}\u{2028}", "\u{FEFF}a", "\u{202E}b", "e\u{301}", "é", "👩‍👩‍👧", ":x", "%s", "a/b", "\\N",
    "\\.", "\u{1}", ";", "`", "\"", "DELIMITER ;", "#", "\n.quit\n", "\u{1A}", " ",
  ]

  private static func shape(_ dialect: DatabaseDialect) -> TableShape {
    let isPostgreSQL = dialect == .postgresql
    let schema = isPostgreSQL ? "odd \"name" : ""
    let quote = dialect == .mysql ? "`" : "\""
    let more =
      isPostgreSQL
      ? [
        ColumnShape("atz", .timestamptz(nil), isNullable: true),
        ColumnShape("doc", .jsonb, isNullable: true), ColumnShape("f", .real, isNullable: true),
      ] : []
    let columns =
      [
        ColumnShape("id", .text, role: .key), ColumnShape("t", .text, isNullable: true),
        ColumnShape("mood's", .enumeration(schema: schema, name: "Mood %"), isNullable: true),
        ColumnShape("at", .timestamp(3), isNullable: true),
        ColumnShape("day", .date, isNullable: true),
        ColumnShape("flag", .boolean, isNullable: true),
        ColumnShape("n\(quote)", .wholeNumber, isNullable: true),
        ColumnShape("raw", .json, isNullable: true),
        ColumnShape("amount", .numeric(precision: nil, scale: nil), isNullable: true),
        ColumnShape("secret", .text, isNullable: true, isPrivate: true),
      ] + more + [ColumnShape("u", .varchar(200), isNullable: true)]
    return TableShape(
      TableName(schema: schema, table: "t' %s\(quote)"), columns: columns,
      uniqueIndexes: [UniqueIndex([columns.count - 1])])
  }

  static func schema(_ dialect: DatabaseDialect) -> String {
    switch dialect {
    case .postgresql:
      """
      CREATE SCHEMA "odd ""name";
      CREATE TYPE "odd ""name"."Mood %" AS ENUM ('so so', 'b''ad', 'é');
      CREATE TABLE "odd ""name"."t' %s""\" (
        "id" text PRIMARY KEY, "t" text, "mood's" "odd ""name"."Mood %", "at" timestamp(3),
        "day" date, "flag" boolean, "n""\" bigint, "raw" json, "amount" numeric, "secret" text,
        "atz" timestamptz, "doc" jsonb, "f" real, "u" varchar(200) UNIQUE);
      """
    case .mysql:
      """
      CREATE TABLE `t' %s``` (
        id varchar(100) PRIMARY KEY, t longtext, `mood's` enum('so so', 'b''ad', 'é'),
        at datetime(3), day date, flag tinyint(1), `n``` bigint, raw json, amount decimal(40,6),
        secret varchar(200) CHARACTER SET utf8mb4, u varchar(200) UNIQUE) ENGINE = InnoDB;
      """
    case .sqlite:
      """
      CREATE TABLE "t' %s""\" (
        id TEXT PRIMARY KEY COLLATE NOCASE, t,
        "mood's" TEXT CHECK ("mood's" IN ('so so', 'b''ad', 'é')),
        at DATETIME, day DATE, flag BOOLEAN, "n""\" INTEGER, raw JSON, amount NUMERIC,
        secret TEXT, u VARCHAR(200) UNIQUE);
      """
    }
  }

  /// The statements that replace what the table holds, and forget the audit.
  func insertion(of rows: [[ExportedCell]], into bench: ServerBench) -> String {
    let quoting = bench.store.quoting
    let values = rows.map { row in
      let cells = zip(row, shape.columns).map { cell, column in
        let literal = cell.bytes.flatMap { quoting.literal($0) } ?? "NULL"
        guard dialect == .postgresql else { return literal }
        return literal + "::" + (quoting.castName(column.type) ?? "text")
      }
      return "(" + cells.joined(separator: ", ") + ")"
    }
    let table = [shape.name.schema, shape.name.table].filter { !$0.isEmpty }
      .map { bench.name($0) }.joined(separator: ".")
    return """
      DELETE FROM \(table);
      DELETE FROM \(bench.store.audit);
      INSERT INTO \(table) VALUES
      \(values.joined(separator: ",\n"));
      """
  }
}
