import Emit
import Foundation
import Reconciliation
import SQL
import TestSupport
import Testing

/// A table of every kind of column, random rows in it, and random rows it shall have.
private struct RandomCase {
  let dialect: DatabaseDialect
  var random: SplitMix64

  static func shape(_ dialect: DatabaseDialect) -> TableShape {
    let quote = dialect == .mysql ? "`" : "\""
    return TableShape(
      TableName(schema: "", table: "t' %s\(quote)"),
      columns: [
        ColumnShape("id", .text, role: .key),
        ColumnShape("t", .text, isNullable: true),
        ColumnShape("mood's", .enumeration(schema: "", name: "Mood"), isNullable: true),
        ColumnShape("at", .timestamp(3), isNullable: true),
        ColumnShape("day", .date, isNullable: true),
        ColumnShape("flag", .boolean, isNullable: true),
        ColumnShape("n\(quote)", .wholeNumber, isNullable: true),
        ColumnShape("raw", .json, isNullable: true),
        ColumnShape("amount", .numeric(precision: nil, scale: nil), isNullable: true),
        ColumnShape("secret", .text, isNullable: true, isPrivate: true),
        ColumnShape("u", .varchar(200), isNullable: true),
      ], uniqueIndexes: [UniqueIndex([10])])
  }

  static func schema(_ dialect: DatabaseDialect) -> String {
    dialect == .mysql
      ? """
      CREATE TABLE `t' %s``` (
        id varchar(100) PRIMARY KEY, t longtext, `mood's` enum('so so', 'b''ad', 'é'),
        at datetime(3), day date, flag tinyint(1), `n``` bigint, raw json, amount decimal(40,6),
        secret varchar(200) CHARACTER SET utf8mb4, u varchar(200) UNIQUE) ENGINE = InnoDB;
      """
      : """
      CREATE TABLE "t' %s""\" (
        id TEXT PRIMARY KEY COLLATE NOCASE, t,
        "mood's" TEXT CHECK ("mood's" IN ('so so', 'b''ad', 'é')),
        at DATETIME, day DATE, flag BOOLEAN, "n""\" INTEGER, raw JSON, amount NUMERIC,
        secret TEXT, u VARCHAR(200) UNIQUE);
      """
  }

  let hostile = [
    "", "NULL", "null", "'", "\\", "\\'", "$trueup$", "--", "*/", "\r\n", "\t", "\u{85}\u{2028}",
    "\u{FEFF}a", "\u{202E}b", "e\u{301}", "é", "👩‍👩‍👧", ":x", "%s", "a/b", "\\N", "\\.", "\u{1}", ";",
    "`",
    "\"", "DELIMITER ;", "#", "\n.quit\n", "\u{1A}", " ",
  ]

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(random.next() % UInt64(elements.count))]
  }

  mutating func text() -> String { pick(hostile) + pick(hostile) + pick(["", "x", "Ω"]) }

  mutating func cell(_ column: Int, row: Int) -> ExportedCell {
    if random.next() % 6 == 0 { return .null }
    switch column {
    case 2: return .text(pick(["so so", "b'ad", "é"]))
    case 3: return .text(pick(["2026-01-01 00:00:00.000", "1999-12-31 23:59:59.999"]))
    case 4: return .text(pick(["2026-01-31", "2024-02-29"]))
    case 5: return .text(pick(["0", "1"]))
    case 6: return .text(pick(["0", "-9223372036854775808", "9223372036854775807"]))
    case 7: return .text(pick(["{\"a\":1,  \"b\":2}", "[1,\n2]", "\"'\"", "\"\\\\ \\u0001\""]))
    case 8:
      return .text(
        dialect == .mysql
          ? pick(["0.000000", "1.500000", "-99999999999999999999.000001"])
          : pick(["0", "1.5", "-99999", "29.99"]))
    case 10: return .text("u\(row)" + pick(["", "'", "\\"]))
    default: return .text(text())
    }
  }

  mutating func row(_ number: Int) -> [ExportedCell] {
    let key = ExportedCell.text("k\(number)" + pick(hostile))
    return [key] + (1..<11).map { cell($0, row: number) }
  }

  /// Other values for some columns; the unique column is dealt out anew among all rows.
  mutating func wanted(_ rows: [[ExportedCell]]) -> [[ExportedCell]] {
    var wanted = rows
    let shuffled = rows.map { $0[10] }.shuffled(using: &random)
    for place in rows.indices {
      for column in 1..<10 where random.next() % 3 == 0 {
        wanted[place][column] = cell(column, row: place)
      }
      wanted[place][10] = shuffled[place]
    }
    return wanted
  }
}

@Suite(.enabled(if: DialectBench.isWanted, "\(DialectBench.requirement)"))
struct DialectConvergenceTests {
  @Test(arguments: [(DatabaseDialect.mysql, 50), (.sqlite, 100)])
  func `plan, apply, export gives what was wanted, and the inverse what was`(
    _ dialect: DatabaseDialect, _ count: Int
  ) throws {
    let bench = try DialectBench(dialect, schema: RandomCase.schema(dialect))
    defer { bench.drop() }
    let shape = RandomCase.shape(dialect)
    for seed in 0..<count {
      var random = RandomCase(dialect: dialect, random: SplitMix64(seed: UInt64(seed)))
      let rows = (0..<(1 + Int(random.random.next() % 12))).map { random.row($0) }
      insert(rows, into: bench, shape)
      let before = bench.rows(shape)
      #expect(Set(before) == Set(rows), "seed \(seed)")
      let wanted = random.wanted(before)
      let outcome = bench.plan(changes(from: before, to: wanted), tables: [shape])
      #expect(outcome.review.isEmpty)
      let plan = outcome.plans[0]
      let script = try bench.writer.reconcile(plan)
      let dry = bench.run(script, arm: nil)
      #expect(dry.text.contains("DRY RUN") || plan.changes.isEmpty, "seed \(seed): \(dry.text)")
      #expect(bench.rows(shape) == before, "seed \(seed)")
      let applied = bench.run(script, arm: plan.id)
      #expect(applied.status == 0, "seed \(seed): \(applied.text)")
      let after = bench.rows(shape)
      #expect(after == wanted, "seed \(seed)")
      let again = bench.run(script, arm: plan.id)
      #expect(again.text.contains("already applied") || plan.changes.isEmpty, "\(again.text)")
      let undone = bench.run(
        try bench.writer.rollback(outcome.inverses[0]), arm: outcome.inverses[0].id)
      #expect(undone.status == 0, "seed \(seed): \(undone.text)")
      #expect(bench.rows(shape) == before, "seed \(seed)")
    }
  }

  private func changes(from old: [[ExportedCell]], to new: [[ExportedCell]]) -> [Change] {
    zip(old, new).map { old, new in
      Change(
        .update, table: 0, locator: [ColumnCell(0, old[0])], old: cells(old), new: cells(new),
        reason: Script.reason("x\r\n--"))
    }
  }

  private func cells(_ row: [ExportedCell]) -> [ColumnCell] {
    row.enumerated().map { ColumnCell($0.offset, $0.element) }
  }

  private func insert(_ rows: [[ExportedCell]], into bench: DialectBench, _ shape: TableShape) {
    let dialect: SQLDialect = bench.dialect == .mysql ? .mysql : .sqlite
    let values = rows.map { row in
      "(" + row.map { $0.bytes.flatMap { dialect.literal($0) } ?? "NULL" }.joined(separator: ", ")
        + ")"
    }
    let table = dialect.identifier(shape.name.table) ?? ""
    let answer = bench.query(
      """
      DELETE FROM \(table);
      INSERT INTO \(table) VALUES
      \(values.joined(separator: ",\n"));
      """)
    #expect(answer.status == 0, "\(answer.notices)")
  }
}
