import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct ScriptTests {
  @Test(arguments: DatabaseDialect.allCases)
  func `a dry run changes nothing, an armed run what was planned, a second run nothing`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let before = bench.dump()
    let outcome = bench.sample()
    let plan = outcome.plans[0]
    let script = try bench.writer.reconcile(plan)
    let dry = bench.run(script, arm: nil)
    #expect(dry.text.contains("DRY RUN"), "\(dry.text)")
    #expect(dry.status == (dialect == .sqlite ? 1 : 0))
    #expect(bench.dump() == before)

    let applied = try bench.apply(outcome)
    #expect(applied.status == 0, "\(applied.text)")
    #expect(applied.text.contains("4 changed, 0 already right"))
    #expect(bench.auditCount(plan) == 4)
    let rows = bench.rows(ServerBench.subscriptions)
    #expect(rows[0][2] == .text("PAST_DUE") && rows[0][6] == .text("sub_2"))
    #expect(rows[1][6] == .text("sub_1"))
    #expect(rows[2][2] == .text("EXPIRED") && rows[2][9] == .text("evt_9"))
    #expect(rows[0][10] != rows[3][10], "the time of the change is set")
    #expect(bench.rows(ServerBench.payments)[3][2] == .text("-500"))

    let after = bench.dump()
    for arm in [plan.id, nil] {
      let again = bench.run(script, arm: arm)
      #expect(again.status == 0 && again.text.contains("already applied"), "\(again.text)")
      #expect(bench.dump() == after)
    }
    #expect(bench.auditCount(plan) == 4)
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `a rollback restores every byte, and the plan can run again`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let before = bench.dump()
    let outcome = bench.sample()
    let early = try bench.undo(outcome)
    #expect(early.status == 0 && early.text.contains("nothing left to undo"), "\(early.text)")
    for _ in 0..<2 {
      let applied = try bench.apply(outcome)
      #expect(applied.status == 0, "\(applied.text)")
      #expect(bench.dump() != before)
      let undone = try bench.undo(outcome)
      #expect(undone.status == 0, "\(undone.text)")
      #expect(bench.dump() == before)
    }
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `a rollback refuses when a row moved since, even only in its time of change`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let outcome = bench.sample()
    let applied = try bench.apply(outcome)
    #expect(applied.status == 0, "\(applied.text)")
    bench.query(#"UPDATE subscriptions SET "updatedAt" = '2026-05-05' WHERE id = 's3'"#)
    let after = bench.dump()
    let undone = try bench.undo(outcome)
    #expect(undone.status != 0 && undone.text.contains("TU007"), "\(undone.text)")
    #expect(bench.dump() == after)
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `rows that are already right are skipped, and a rollback leaves them alone`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let outcome = bench.sample()
    bench.query(
      """
      UPDATE subscriptions SET status = 'EXPIRED', "lastEventId" = 'evt_8',
        "updatedAt" = '2026-05-05' WHERE id = 's3';
      """)
    let before = bench.dump()
    let applied = try bench.apply(outcome)
    #expect(applied.status == 0 && applied.text.contains("3 changed, 1 already right"))
    #expect(bench.auditCount(outcome.plans[0]) == 3)
    let undone = try bench.undo(outcome)
    #expect(undone.status == 0, "\(undone.text)")
    #expect(bench.dump() == before)
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `the audit keeps changed columns and a digest, but nothing private`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let outcome = bench.sample()
    _ = try bench.apply(outcome)
    let audit = bench.query("SELECT because, after, rest_digest FROM \(bench.store.audit);")
    #expect(audit.contains("evt_s1 events.ndjson.gz#17"))
    #expect(audit.contains("PAST_DUE"))
    #expect(!audit.contains("example.com"))
    #expect(try !bench.writer.reconcile(outcome.plans[0]).contains("example.com"))
  }
}
