import Emit
import Foundation
import Reconciliation
import SQL
import TestSupport
import Testing

/// What a plan does beyond changing single rows: circles, inserts, soft deletes, conditions.
@Suite(.enabled(if: DialectBench.isWanted, "\(DialectBench.requirement)"))
struct DialectOrderTests {
  /// Applies an outcome, checks it, undoes it, and checks that every byte is back.
  private func roundTrip(
    _ bench: DialectBench, _ outcome: ChangePlanner.Outcome
  ) throws -> [[ExportedCell]] {
    let before = bench.dump()
    let plan = outcome.plans[0]
    let applied = bench.run(try bench.writer.reconcile(plan), arm: plan.id)
    #expect(applied.status == 0, "\(applied.text)")
    #expect(bench.auditCount(plan) == String(plan.changes.count))
    let rows = bench.rows(DialectBench.shape)
    let inverse = outcome.inverses[0]
    let undone = bench.run(try bench.writer.rollback(inverse), arm: inverse.id)
    #expect(undone.status == 0, "\(undone.text)")
    #expect(bench.dump() == before)
    return rows
  }

  @Test(arguments: DialectBench.dialects, [2, 3, 9])
  func `a circle of unique values is turned`(_ dialect: DatabaseDialect, _ count: Int) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let outcome = bench.plan(
      (1...count).map { number in
        bench.update("s\(number)", ["stripeSubscriptionId": .text("sub_\(number % count + 1)")])
      })
    #expect(outcome.review.isEmpty)
    #expect(outcome.plans[0].changes.allSatisfy { !$0.parking.isEmpty })
    let rows = try roundTrip(bench, outcome)
    for number in 1...count {
      #expect(rows[number - 1][6] == .text("sub_\(number % count + 1)"))
    }
  }

  @Test(arguments: DialectBench.dialects)
  func `a chain of unique values moves up`(_ dialect: DatabaseDialect) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let outcome = bench.plan(
      (1...9).map { number in
        bench.update("s\(number)", ["stripeSubscriptionId": .text("sub_\(number + 1)")])
      })
    let rows = try roundTrip(bench, outcome)
    #expect(rows.map { $0[6] } == (2...10).map { .text("sub_\($0)") })
  }

  /// A new row of the first owner, and a payment that refers to it, whose key the database makes.
  private func additions() -> [Change] {
    let row: [(String, String)] = [
      ("id", "s10"), ("userId", "u1"), ("status", "ACTIVE"),
      ("currentPeriodEnd", "2026-03-01 00:00:00.000"), ("cancelAtPeriodEnd", "0"),
      ("stripeCustomerId", "cus_1"), ("stripeSubscriptionId", "sub_1"),
      ("email", #"a\b'c@example.com"#), ("lastEventId", "evt_10"),
    ]
    let insert = Change(
      .insert, table: 0, locator: [ColumnCell(0, .text("s10"))], old: [],
      new: row.compactMap { name, text in
        DialectBench.shape.column(named: name).map { ColumnCell($0, .text(text)) }
      }, reason: Script.reason("s10"))
    let payment = Change(
      .insert, table: 1, locator: [ColumnCell(3, .text("pi_10"))], old: [],
      new: [
        ColumnCell(1, .text("s10")), ColumnCell(2, .text("-500")), ColumnCell(3, .text("pi_10")),
      ], reason: Script.reason("pi_10"))
    return [payment, insert]
  }

  private func expiry(_ bench: DialectBench) -> Change {
    bench.update(
      "s1",
      [
        "status": .text("EXPIRED"), "stripeSubscriptionId": .null, "lastEventId": .text("evt_9"),
        "deletedAt": .text("2026-01-02 03:04:05.000"),
      ], verb: .softDelete)
  }

  @Test(arguments: DialectBench.dialects)
  func `an expired row makes room for a new one with its payment, and can be undone`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let before = bench.rows(DialectBench.shape)
    let outcome = bench.plan(additions() + [expiry(bench)])
    let plan = outcome.plans[0]
    #expect(plan.changes.map(\.change.verb) == [.insert, .insert, .softDelete])
    #expect(
      plan.changes[2].parking.map(\.column) == [6], "the value is given up before it is taken")
    let script = try bench.writer.reconcile(plan)
    let untouched = bench.dump()
    #expect(bench.run(script, arm: nil).text.contains("DRY RUN"))
    #expect(bench.dump() == untouched)

    let applied = bench.run(script, arm: plan.id)
    #expect(applied.status == 0, "\(applied.text)")
    #expect(bench.auditCount(plan) == "3")
    let rows = bench.rows(DialectBench.shape)
    #expect(rows.count == 10)
    #expect(rows[0][2] == .text("EXPIRED") && rows[0][11] == .text("2026-01-02 03:04:05.000"))
    #expect(rows[0][9] == .text("evt_9"), "the marker moves in the statement that mends the row")
    #expect(rows[1][0] == .text("s10") && rows[1][7] == .text(#"a\b'c@example.com"#))
    #expect(rows[1][8] == .text("{}") && rows[1][10] != .null)
    let payment = bench.rows(DialectBench.paymentShape).first { $0[3] == .text("pi_10") }
    #expect(payment?[1] == .text("s10") && payment?[2] == .text("-500"))
    let mended = bench.dump()
    let again = bench.run(script, arm: plan.id)
    #expect(again.text.contains("already applied"), "\(again.text)")
    #expect(bench.dump() == mended)

    let inverse = outcome.inverses[0]
    #expect(inverse.irreversible.count == 2)
    let rollback = try bench.writer.rollback(inverse)
    for _ in 0..<2 {
      let undone = bench.run(rollback, arm: inverse.id)
      #expect(undone.status == 0, "\(undone.text)")
      // What was inserted is marked as deleted and stands in nobody's way.
      let rest = bench.rows(DialectBench.shape)
      #expect([rest[0]] + rest[2...] == before)
      #expect(rest[1][0] == .text("s10") && rest[1][11] != .null)
    }
  }

  @Test(arguments: DialectBench.dialects)
  func `a row that is inserted meanwhile stops the plan, or counts as done when it is the same`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let plan = bench.plan(
      [additions()[0]].map { change in
        var change = change
        change.new[0] = ColumnCell(1, .text("s1"))
        return change
      }
    ).plans[0]
    let script = try bench.writer.reconcile(plan)
    bench.query(
      """
      INSERT INTO payments (subscriptionId, amount, stripePaymentIntentId, updatedAt)
        VALUES ('s1', -400, 'pi_10', '2026-01-01 00:00:00');
      """)
    let before = bench.dump()
    let refused = bench.run(script, arm: plan.id)
    #expect(refused.status != 0 && refused.text.contains("TU007"), "\(refused.text)")
    #expect(bench.dump() == before)
    bench.query("UPDATE payments SET amount = -500 WHERE stripePaymentIntentId = 'pi_10';")
    let done = bench.run(script, arm: plan.id)
    #expect(done.status == 0 && done.text.contains("already applied"), "\(done.text)")
    #expect(bench.rows(DialectBench.paymentShape).count == 10)
  }

  @Test(arguments: DialectBench.dialects)
  func `rows that are already right are skipped, and a rollback leaves them alone`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let outcome = bench.sample()
    let (plan, inverse) = (outcome.plans[0], outcome.inverses[0])
    bench.query(
      """
      UPDATE subscriptions SET status = 'EXPIRED', lastEventId = 'evt_8',
        updatedAt = '2026-05-05 00:00:00.000' WHERE id = 's3';
      """)
    let before = bench.dump()
    let applied = bench.run(try bench.writer.reconcile(plan), arm: plan.id)
    #expect(applied.status == 0, "\(applied.text)")
    #expect(applied.text.contains("3 changed, 1 already right"), "\(applied.text)")
    #expect(bench.auditCount(plan) == "3")
    let undone = bench.run(try bench.writer.rollback(inverse), arm: inverse.id)
    #expect(undone.status == 0, "\(undone.text)")
    #expect(bench.dump() == before)
  }

  @Test(arguments: DialectBench.dialects)
  func `a rollback refuses when a row moved since, even only in its time of change`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let outcome = bench.sample()
    let (plan, inverse) = (outcome.plans[0], outcome.inverses[0])
    #expect(bench.run(try bench.writer.reconcile(plan), arm: plan.id).status == 0)
    bench.query(
      "UPDATE subscriptions SET updatedAt = '2026-05-05 00:00:00.000' WHERE id = 's3';")
    let after = bench.dump()
    let refused = bench.run(try bench.writer.rollback(inverse), arm: inverse.id)
    #expect(refused.status != 0 && refused.text.contains("TU007"), "\(refused.text)")
    #expect(bench.dump() == after)
  }

  private func live(sparing keys: [String] = []) -> ChangeCondition {
    .noOtherLiveSubscription(
      .init(
        customerColumn: 5, customer: .text("cus_1"), statusColumn: 2,
        liveStatuses: ["ACTIVE", "TRIALING"], exceptKeys: keys))
  }

  /// What another row is made to be, the rows that are spared, and whether it stands in the way.
  private static let others: [(String, [String], Bool)] = [
    ("stripeCustomerId = 'cus_1'", [], true),
    ("stripeCustomerId = 'cus_1'", ["s2"], false),
    ("stripeCustomerId = 'CUS_1'", [], false),
    ("stripeCustomerId = 'cus_1 '", [], false),
    ("stripeCustomerId = 'cus_1', status = 'EXPIRED'", [], false),
    ("stripeCustomerId = 'cus_1', deletedAt = '2026-01-02 00:00:00.000'", [], false),
  ]

  @Test(arguments: DialectBench.dialects, others.indices)
  func `only another live row of the very same customer stands in the way`(
    _ dialect: DatabaseDialect, _ place: Int
  ) throws {
    let (statement, spared, isInTheWay) = Self.others[place]
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let plan = bench.plan([
      bench.update("s1", ["status": .text("EXPIRED")], guards: [live(sparing: spared)])
    ]).plans[0]
    bench.query("UPDATE subscriptions SET \(statement) WHERE id = 's2';")
    let before = bench.dump()
    let told = bench.run(try bench.writer.reconcile(plan), arm: plan.id)
    #expect((told.status != 0) == isInTheWay, "\(told.text)")
    #expect(told.text.contains("TU011") == isInTheWay)
    #expect((bench.dump() == before) == isInTheWay)
  }

  @Test(arguments: DialectBench.dialects)
  func `an empty plan is a comment that does nothing`(_ dialect: DatabaseDialect) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let outcome = bench.plan([bench.update("s1", ["stripeSubscriptionId": .text("sub_2")])])
    #expect(outcome.review.map(\.cause) == [.taken])
    let before = bench.dump()
    for script in [
      try bench.writer.reconcile(outcome.plans[0]), try bench.writer.review(outcome.plans[0]),
    ] {
      #expect(script.split(separator: "\n").allSatisfy { $0.hasPrefix("--") })
      #expect(bench.run(script, arm: outcome.plans[0].id).status == 0)
    }
    #expect(bench.dump() == before)
  }
}
