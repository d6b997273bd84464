import Foundation
import Reconciliation
import TestSupport
import Testing

@Suite(
  .enabled(if: PostgresServer.isWanted, "\(PostgresServer.requirement)"), .serialized)
struct PostgreSQLScriptTests {
  private let statusAndIds: [(String, [String: ExportedCell])] = [
    ("s1", ["status": .text("PAST_DUE"), "stripeSubscriptionId": .text("sub_2")]),
    ("s2", ["stripeSubscriptionId": .text("sub_1")]),
    ("s3", ["status": .text("EXPIRED"), "lastEventId": .text("evt_9")]),
  ]

  @Test func `a dry run changes nothing and an armed run changes what was planned`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let before = bench.dump()
    let outcome = bench.plan(statusAndIds.map { bench.update($0.0, $0.1) })
    let script = try Script.reconcile(outcome)
    let dry = bench.run(script, arm: nil)
    #expect(dry.status == 0, "\(dry.notices)")
    #expect(dry.notices.contains("DRY RUN"))
    #expect(bench.dump() == before)

    let plan = outcome.plans[0]
    let applied = bench.run(script, arm: plan.id)
    #expect(applied.status == 0, "\(applied.notices)")
    #expect(bench.auditCount(plan) == "3")
    let rows = bench.rows(Bench.shape)
    #expect(rows[0][2] == .text("PAST_DUE") && rows[0][6] == .text("sub_2"))
    #expect(rows[1][6] == .text("sub_1"))

    let after = bench.dump()
    let again = bench.run(script, arm: plan.id)
    #expect(again.status == 0 && again.notices.contains("already applied"))
    #expect(bench.dump() == after)

    let rollback = try Script.rollback(outcome)
    let undone = bench.run(rollback, arm: plan.id + "-undo")
    #expect(undone.status == 0, "\(undone.notices)")
    #expect(bench.dump() == before)
  }
}
