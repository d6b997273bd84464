import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

@Suite(.enabled(if: DialectBench.isWanted, "\(DialectBench.requirement)"))
struct DialectScriptTests {
  @Test(arguments: DialectBench.dialects)
  func `a dry run changes nothing, an armed run what was planned, a second run nothing`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let before = bench.dump()
    let outcome = bench.sample()
    let script = try bench.writer.reconcile(outcome.plans[0])
    let dry = bench.run(script, arm: nil)
    #expect(dry.text.contains("DRY RUN"), "\(dry.text)")
    #expect(dry.status == (dialect == .sqlite ? 1 : 0))
    #expect(bench.dump() == before)

    let plan = outcome.plans[0]
    let applied = bench.run(script, arm: plan.id)
    #expect(applied.status == 0, "\(applied.text)")
    #expect(applied.text.contains("4 changed, 0 already right"))
    #expect(bench.auditCount(plan) == "4")
    let rows = bench.rows(DialectBench.shape)
    #expect(rows[0][2] == .text("PAST_DUE") && rows[0][6] == .text("sub_2"))
    #expect(rows[1][6] == .text("sub_1"))
    #expect(rows[2][2] == .text("EXPIRED") && rows[2][9] == .text("evt_9"))
    #expect(rows[0][10] != .text("2026-01-01 00:00:00.123"))
    #expect(rows[3][10] == .text("2026-01-01 00:00:00.123"))
    #expect(bench.rows(DialectBench.paymentShape)[3][2] == .text("-500"))

    let after = bench.dump()
    for arm in [plan.id, nil] {
      let again = bench.run(script, arm: arm)
      #expect(again.status == 0 && again.text.contains("already applied"), "\(again.text)")
      #expect(bench.dump() == after)
    }
    #expect(bench.auditCount(plan) == "4")
  }

  @Test(arguments: DialectBench.dialects)
  func `a rollback restores every byte, and the plan can run again`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let before = bench.dump()
    let outcome = bench.sample()
    let (plan, inverse) = (outcome.plans[0], outcome.inverses[0])
    let rollback = try bench.writer.rollback(inverse)
    let early = bench.run(rollback, arm: inverse.id)
    #expect(early.status == 0 && early.text.contains("nothing left to undo"), "\(early.text)")
    for _ in 0..<2 {
      let applied = bench.run(try bench.writer.reconcile(plan), arm: plan.id)
      #expect(applied.status == 0, "\(applied.text)")
      #expect(bench.dump() != before)
      let undone = bench.run(rollback, arm: inverse.id)
      #expect(undone.status == 0, "\(undone.text)")
      #expect(bench.dump() == before)
    }
  }
}
