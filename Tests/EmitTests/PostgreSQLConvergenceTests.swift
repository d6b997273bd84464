import Foundation
import Reconciliation
import SQL
import TestSupport
import Testing

/// A table of every kind of column, random rows in it, and random rows it shall have.
private struct RandomCase {
  static let shape = TableShape(
    TableName(schema: "odd \"name", table: "t' %s"),
    columns: [
      ColumnShape("id", .text, role: .key),
      ColumnShape("t", .text, isNullable: true),
      ColumnShape("mood's", .enumeration(schema: "odd \"name", name: "Mood %"), isNullable: true),
      ColumnShape("at", .timestamp(3), isNullable: true),
      ColumnShape("atz", .timestamptz(nil), isNullable: true),
      ColumnShape("flag", .boolean, isNullable: true),
      ColumnShape("n", .wholeNumber, isNullable: true),
      ColumnShape("doc", .jsonb, isNullable: true),
      ColumnShape("raw", .json, isNullable: true),
      ColumnShape("amount", .numeric(precision: nil, scale: nil), isNullable: true),
      ColumnShape("f", .real, isNullable: true),
      ColumnShape("secret", .text, isNullable: true, isPrivate: true),
      ColumnShape("u", .varchar(200), isNullable: true),
    ], uniqueIndexes: [UniqueIndex([12])])

  static let schema = """
    CREATE SCHEMA "odd ""name";
    CREATE TYPE "odd ""name"."Mood %" AS ENUM ('so so', 'b''ad', 'good\\');
    CREATE TABLE "odd ""name"."t' %s" (
      "id" text PRIMARY KEY, "t" text, "mood's" "odd ""name"."Mood %", "at" timestamp(3),
      "atz" timestamptz, "flag" boolean, "n" smallint, "doc" jsonb, "raw" json, "amount" numeric,
      "f" real, "secret" text, "u" varchar(200) UNIQUE);
    """

  var random: SplitMix64
  let hostile = [
    "", "NULL", "null", "'", "\\", "E'\\'", "$trueup$", "--", "*/", "\r\n", "\t", "\u{85}\u{2028}",
    "\u{FEFF}a", "\u{202E}b", "e\u{301}", "é", "👩‍👩‍👧",
    ":x", "%s", "a/b", "\\N", "\\.", "\u{1}",
  ]

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(random.next() % UInt64(elements.count))]
  }

  mutating func text() -> String { pick(hostile) + pick(hostile) + pick(["", "x", "Ω"]) }

  mutating func cell(_ column: Int, row: Int) -> ExportedCell {
    if random.next() % 6 == 0 { return .null }
    switch column {
    case 2: return .text(pick(["so so", "b'ad", "good\\"]))
    case 3: return .text(pick(["2026-01-01 00:00:00", "1999-12-31 23:59:59.999", "infinity"]))
    case 4: return .text(pick(["2026-01-01 00:00:00+00", "2026-06-01 12:00:00.123456+00"]))
    case 5: return .text(pick(["true", "false"]))
    case 6: return .text(pick(["0", "-32768", "32767"]))
    case 7:
      return .text(pick(["{\"a\": 1}", "[]", "\"\\\\ \\u0001\"", "{\"b\": null, \"cc\": 1.50}"]))
    case 8: return .text(pick(["{\"a\":1,  \"a\":2}", "[1,\n2]", "\"'\""]))
    case 9: return .text(pick(["0", "1.50", "-99999999999999999999.000001", "1.5"]))
    case 10: return .text(pick(["0.1", "3.4e+38", "-0"]))
    case 12: return .text("u\(row)" + pick(["", "'", "\\"]))
    default: return .text(text())
    }
  }

  mutating func row(_ number: Int) -> [ExportedCell] {
    let key = ExportedCell.text("k\(number)" + pick(hostile))
    return [key] + (1..<Self.shape.columns.count).map { cell($0, row: number) }
  }

  /// Other values for some columns; the unique column is dealt out anew among all rows.
  mutating func wanted(_ rows: [[ExportedCell]]) -> [[ExportedCell]] {
    var wanted = rows
    let shuffled = rows.map { $0[12] }.shuffled(using: &random)
    for place in rows.indices {
      for column in 1..<12 where random.next() % 3 == 0 {
        wanted[place][column] = cell(column, row: place)
      }
      wanted[place][12] = shuffled[place]
    }
    return wanted
  }
}

@Suite(.enabled(if: PostgresServer.isWanted, "\(PostgresServer.requirement)"))
struct PostgreSQLConvergenceTests {
  @Test func `plan, apply, export gives what was wanted, and the inverse what was`() throws {
    let bench = try Bench(schema: RandomCase.schema)
    defer { bench.drop() }
    let shape = RandomCase.shape
    for seed in 0..<30 {
      var random = RandomCase(random: SplitMix64(seed: UInt64(seed)))
      let count = 1 + Int(random.random.next() % 12)
      insert((0..<count).map { random.row($0) }, into: bench)
      let before = bench.rows(shape)
      #expect(before.count == count)
      let wanted = random.wanted(before)
      let changes = zip(before, wanted).map { old, new in
        Change(
          .update, table: 0, locator: [ColumnCell(0, old[0])], old: cells(old), new: cells(new),
          reason: Script.reason("x\r\n--"))
      }
      let outcome = bench.plan(changes, tables: [shape])
      #expect(outcome.review.isEmpty)
      let options = seed % 2 == 0 ? [] : ["-c", "SET standard_conforming_strings = off"]
      let applied = bench.run(
        try Script.reconcile(outcome), arm: outcome.plans[0].id, options: options)
      #expect(applied.status == 0, "seed \(seed): \(applied.notices)")
      let after = bench.rows(shape)
      #expect(agree(after, wanted), "seed \(seed)")
      let undone = bench.run(try Script.rollback(outcome), arm: outcome.inverses[0].id)
      #expect(undone.status == 0, "seed \(seed): \(undone.notices)")
      #expect(bench.rows(shape) == before, "seed \(seed)")
      let rest = bench.plan(
        zip(after, after).map { old, new in
          Change(
            .update, table: 0, locator: [ColumnCell(0, old[0])], old: cells(old), new: cells(new),
            reason: Script.reason("x"))
        }, tables: [shape])
      #expect(rest.plans[0].changes.isEmpty)
    }
  }

  private func cells(_ row: [ExportedCell]) -> [ColumnCell] {
    row.enumerated().map { ColumnCell($0.offset, $0.element) }
  }

  /// Equal but for values that compare equal by their type and print differently.
  private func agree(_ one: [[ExportedCell]], _ other: [[ExportedCell]]) -> Bool {
    let same: Set<Set<ExportedCell>> = [[.text("1.50"), .text("1.5")]]
    return zip(one, other).allSatisfy { one, other in
      zip(one, other).allSatisfy { $0 == $1 || same.contains([$0, $1]) }
    }
  }

  private func insert(_ rows: [[ExportedCell]], into bench: Bench) {
    let dialect = SQLDialect.postgresql
    let values = rows.map { row in
      let cells = row.enumerated().map { place, cell in
        let type = dialect.castName(RandomCase.shape.columns[place].type) ?? "text"
        return (cell.bytes.flatMap { dialect.literal($0) } ?? "NULL") + "::" + type
      }
      return "(" + cells.joined(separator: ", ") + ")"
    }
    let answer = bench.query(
      """
      SET timezone = 'UTC';
      TRUNCATE "odd ""name"."t' %s", trueup.audit;
      INSERT INTO "odd ""name"."t' %s" VALUES \(values.joined(separator: ",\n"));
      """)
    #expect(answer.status == 0, "\(answer.notices)")
  }
}
