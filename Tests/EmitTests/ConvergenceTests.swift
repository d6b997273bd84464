import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct ConvergenceTests {
  @Test(arguments: [
    (DatabaseDialect.postgresql, 100, 2000), (.mysql, 50, 500), (.sqlite, 100, 2000),
  ])
  func `plan, apply, export gives what was wanted, and the inverse what was`(
    _ dialect: DatabaseDialect, _ count: Int, _ full: Int
  ) throws {
    let bench = try ServerBench(dialect, schema: RandomTable.schema(dialect))
    defer { bench.drop() }
    for seed in Trials.seeds(count, full: full) {
      var table = RandomTable(dialect, seed: seed)
      let (shape, rows) = (table.shape, table.rows())
      bench.query(table.insertion(of: rows, into: bench))
      let before = bench.rows(shape)
      #expect(Set(before) == Set(rows), "seed \(seed)")
      let wanted = table.wanted(before)
      let outcome = bench.plan(changes(from: before, to: wanted), tables: [shape])
      let plan = outcome.plans[0]
      #expect(outcome.review.isEmpty)

      let dry = bench.run(try bench.writer.reconcile(plan), arm: nil)
      #expect(dry.text.contains("DRY RUN") || plan.changes.isEmpty, "seed \(seed): \(dry.text)")
      #expect(bench.rows(shape) == before, "seed \(seed)")
      let isOdd = dialect == .postgresql && seed % 2 == 1
      let applied = try bench.apply(
        outcome, options: isOdd ? ["-c", "SET standard_conforming_strings = off"] : [])
      #expect(applied.status == 0, "seed \(seed): \(applied.text)")
      let after = bench.rows(shape)
      #expect(agree(after, wanted), "seed \(seed)")
      #expect(
        bench.plan(changes(from: after, to: after), tables: [shape]).plans[0].changes.isEmpty)
      let again = try bench.apply(outcome)
      // PostgreSQL writes once more what is the same number in other digits.
      let same = zip(before, wanted).count { $0 != $1 && agree([$0], [$1]) }
      #expect(
        again.text.contains("already applied") || plan.changes.isEmpty
          || same > 0 && again.text.contains(": \(same) changed"),
        "seed \(seed): \(again.text)")
      let undone = try bench.undo(outcome)
      #expect(undone.status == 0, "seed \(seed): \(undone.text)")
      #expect(bench.rows(shape) == before, "seed \(seed)")
    }
  }

  private func changes(from old: [[ExportedCell]], to new: [[ExportedCell]]) -> [Change] {
    func cells(_ row: [ExportedCell]) -> [ColumnCell] {
      row.enumerated().map { ColumnCell($0.offset, $0.element) }
    }
    return zip(old, new).map { old, new in
      Change(
        .update, table: 0, locator: [ColumnCell(0, old[0])], old: cells(old), new: cells(new),
        reason: Script.reason("x\r\n--"))
    }
  }

  /// Equal but for values that compare equal by their type and print differently.
  private func agree(_ one: [[ExportedCell]], _ other: [[ExportedCell]]) -> Bool {
    let same: Set<ExportedCell> = [.text("1.50"), .text("1.5")]
    return zip(one, other).allSatisfy { one, other in
      zip(one, other).allSatisfy { $0 == $1 || same.isSuperset(of: [$0, $1]) }
    }
  }
}
