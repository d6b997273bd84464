import Emit
import Foundation
import Reconciliation
import SQL
import TestSupport
import Testing

@Suite(.enabled(if: PostgresServer.isWanted, "\(PostgresServer.requirement)"))
struct PostgreSQLOrderTests {
  /// Applies an outcome, checks it, undoes it, and checks that every byte is back.
  private func roundTrip(
    _ bench: Bench, _ outcome: ChangePlanner.Outcome, isByteExact: Bool = true
  ) throws -> [[ExportedCell]] {
    let before = bench.dump()
    let plan = outcome.plans[0]
    let applied = bench.run(try Script.reconcile(outcome), arm: plan.id)
    #expect(applied.status == 0, "\(applied.notices)")
    #expect(bench.auditCount(plan) == String(plan.changes.count))
    let rows = bench.rows(Bench.shape)
    let undone = bench.run(try Script.rollback(outcome), arm: outcome.inverses[0].id)
    #expect(undone.status == 0, "\(undone.notices)")
    if isByteExact { #expect(bench.dump() == before) }
    return rows
  }

  @Test(arguments: [2, 3, 9])
  func `a circle of unique values is turned`(_ count: Int) throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = bench.plan(
      (1...count).map { number in
        bench.update("s\(number)", ["stripeSubscriptionId": .text("sub_\(number % count + 1)")])
      })
    #expect(outcome.review.isEmpty)
    let rows = try roundTrip(bench, outcome)
    for number in 1...count {
      #expect(rows[number - 1][6] == .text("sub_\(number % count + 1)"))
    }
  }

  @Test func `a chain of unique values moves up`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = bench.plan(
      (1...9).map { number in
        bench.update("s\(number)", ["stripeSubscriptionId": .text("sub_\(number + 1)")])
      })
    let rows = try roundTrip(bench, outcome)
    #expect(rows[8][6] == .text("sub_10") && rows[0][6] == .text("sub_2"))
  }

  @Test func `a deferrable constraint needs no parking`() throws {
    let bench = try Bench(
      schema: Bench.schema.replacing(
        "\"stripeSubscriptionId\" text UNIQUE",
        with: "\"stripeSubscriptionId\" text UNIQUE DEFERRABLE"))
    defer { bench.drop() }
    var shape = Bench.shape
    shape.uniqueIndexes[0].isDeferrable = true
    let outcome = bench.plan(
      [
        bench.update("s1", ["stripeSubscriptionId": .text("sub_2")]),
        bench.update("s2", ["stripeSubscriptionId": .text("sub_1")]),
      ], tables: [shape, Bench.paymentShape])
    #expect(outcome.plans[0].changes.allSatisfy { $0.parking.isEmpty })
    let rows = try roundTrip(bench, outcome)
    #expect(rows[0][6] == .text("sub_2"))
  }

  @Test func `an expired row makes room for a new one with its payment`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    var row: [String: ExportedCell] = [
      "id": .text("s10"), "userId": .text("u1"), "status": .text("ACTIVE"),
      "currentPeriodEnd": .text("2026-03-01 00:00:00"), "cancelAtPeriodEnd": .text("f"),
      "stripeSubscriptionId": .text("sub_1"), "email": .text(#"a\b'c@example.com"#),
    ]
    row["stripeCustomerId"] = .text("cus_1")
    let new = row.compactMap { name, cell in
      Bench.shape.column(named: name).map { ColumnCell($0, cell) }
    }
    let insert = Change(
      .insert, table: 0, locator: [ColumnCell(0, .text("s10"))], old: [], new: new,
      reason: Script.reason("s10"))
    let payment = Change(
      .insert, table: 1, locator: [ColumnCell(3, .text("pi_10"))], old: [],
      new: [
        ColumnCell(1, .text("s10")), ColumnCell(2, .text("-500")), ColumnCell(3, .text("pi_10")),
      ], reason: Script.reason("pi_10"))
    let expire = bench.update(
      "s1",
      [
        "status": .text("EXPIRED"), "stripeSubscriptionId": .null,
        "deletedAt": .text("2026-01-02 03:04:05"),
      ], verb: .softDelete)
    let outcome = bench.plan([payment, insert, expire])
    #expect(outcome.plans[0].changes.map(\.change.verb) == [.softDelete, .insert, .insert])
    let applied = bench.run(try Script.reconcile(outcome), arm: outcome.plans[0].id)
    #expect(applied.status == 0, "\(applied.notices)")
    #expect(bench.rows(Bench.shape).count == 10)
    #expect(bench.rows(Bench.paymentShape).contains { $0[3] == .text("pi_10") })
    let again = bench.run(try Script.reconcile(outcome), arm: outcome.plans[0].id)
    #expect(again.notices.contains("already applied"), "\(again.notices)")

    let inverse = outcome.inverses[0]
    #expect(inverse.irreversible.count == 2)
    let undone = bench.run(try Script.rollback(outcome), arm: inverse.id)
    #expect(undone.status == 0, "\(undone.notices)")
    let rows = bench.rows(Bench.shape)
    #expect(rows[0][2] == .text("ACTIVE") && rows[0][11] == .null)
    #expect(rows[1][0] == .text("s10") && rows[1][11] != .null)
  }

  @Test func `a customer with another live subscription is not touched`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let live = ChangeCondition.noOtherLiveSubscription(
      .init(
        customerColumn: 5, customer: .text("cus_1"), statusColumn: 2,
        liveStatuses: ["ACTIVE", "TRIALING"]))
    let outcome = bench.plan([bench.update("s1", ["status": .text("EXPIRED")], guards: [live])])
    let script = try Script.reconcile(outcome)
    bench.query("UPDATE subscriptions SET \"stripeCustomerId\" = 'cus_1' WHERE id = 's2'")
    let before = bench.dump()
    let refused = bench.run(script, arm: outcome.plans[0].id)
    #expect(refused.status == 3 && refused.notices.contains("another live subscription"))
    #expect(bench.dump() == before)
    bench.query("UPDATE subscriptions SET \"deletedAt\" = now() WHERE id = 's2'")
    #expect(bench.run(script, arm: outcome.plans[0].id).status == 0)
  }

  @Test func `other rows that are listed do not count as live`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    bench.query("UPDATE subscriptions SET \"stripeCustomerId\" = 'cus_1' WHERE id = 's2'")
    let live = ChangeCondition.noOtherLiveSubscription(
      .init(
        customerColumn: 5, customer: .text("cus_1"), statusColumn: 2, liveStatuses: ["ACTIVE"],
        exceptKeys: ["s2"]))
    let outcome = bench.plan([bench.update("s1", ["status": .text("EXPIRED")], guards: [live])])
    let applied = bench.run(try Script.reconcile(outcome), arm: outcome.plans[0].id)
    #expect(applied.status == 0, "\(applied.notices)")
  }

  @Test func `a row from a source out of bounds is not touched`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let source = ChangeCondition.provenance(column: 9, notIn: ["gift", "evt_0"])
    let outcome = bench.plan([bench.update("s1", ["status": .text("EXPIRED")], guards: [source])])
    let before = bench.dump()
    let refused = bench.run(try Script.reconcile(outcome), arm: outcome.plans[0].id)
    #expect(refused.status == 3 && refused.notices.contains("out of bounds"))
    #expect(bench.dump() == before)
  }

  @Test func `review and an empty plan are comments that do nothing`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = bench.plan([bench.update("s1", ["stripeSubscriptionId": .text("sub_2")])])
    #expect(outcome.review.map(\.cause) == [.taken])
    let before = bench.dump()
    for script in [try Script.reconcile(outcome), try Script.writer.review(outcome.plans[0])] {
      #expect(script.split(separator: "\n").allSatisfy { $0.hasPrefix("--") })
      #expect(bench.run(script, arm: outcome.plans[0].id).status == 0)
    }
    #expect(bench.dump() == before)
  }
}
