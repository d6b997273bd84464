import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What a plan does beyond changing single rows: circles, inserts, soft deletes, conditions.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct OrderTests {
  /// Applies an outcome, checks it, undoes it, and checks that every byte is back.
  private func roundTrip(
    _ bench: ServerBench, _ outcome: ChangePlanner.Outcome
  ) throws -> [[ExportedCell]] {
    let before = bench.dump()
    let applied = try bench.apply(outcome)
    #expect(applied.status == 0, "\(applied.text)")
    #expect(bench.auditCount(outcome.plans[0]) == outcome.plans[0].changes.count)
    let rows = bench.rows(ServerBench.subscriptions)
    let undone = try bench.undo(outcome)
    #expect(undone.status == 0, "\(undone.text)")
    #expect(bench.dump() == before)
    return rows
  }

  @Test(arguments: DatabaseDialect.allCases, [2, 3, 9])
  func `a circle of unique values is turned`(_ dialect: DatabaseDialect, _ count: Int) throws {
    let bench = try ServerBench(dialect)
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

  @Test(arguments: DatabaseDialect.allCases)
  func `a chain of unique values moves up`(_ dialect: DatabaseDialect) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let outcome = bench.plan(
      (1...9).map { number in
        bench.update("s\(number)", ["stripeSubscriptionId": .text("sub_\(number + 1)")])
      })
    let rows = try roundTrip(bench, outcome)
    #expect(rows.map { $0[6] } == (2...10).map { .text("sub_\($0)") })
  }

  @Test func `a deferrable constraint needs no parking`() throws {
    let dialect = DatabaseDialect.postgresql
    let schema = ServerBench.schema(dialect).replacing(
      "\"stripeSubscriptionId\" text UNIQUE",
      with: "\"stripeSubscriptionId\" text UNIQUE DEFERRABLE")
    let bench = try ServerBench(dialect, schema: schema + ServerBench.rows(dialect))
    defer { bench.drop() }
    var tables = bench.tables
    tables[0].uniqueIndexes[0].isDeferrable = true
    let outcome = bench.plan(
      [
        bench.update("s1", ["stripeSubscriptionId": .text("sub_2")]),
        bench.update("s2", ["stripeSubscriptionId": .text("sub_1")]),
      ], tables: tables)
    #expect(outcome.plans[0].changes.allSatisfy { $0.parking.isEmpty })
    let rows = try roundTrip(bench, outcome)
    #expect(rows[0][6] == .text("sub_2"))
  }

  /// A new row of the first owner, and a payment that refers to it, whose key the database makes.
  private func additions(_ bench: ServerBench) -> [Change] {
    let row: KeyValuePairs<String, String> = [
      "id": "s10", "userId": "u1", "status": "ACTIVE",
      "currentPeriodEnd": "2026-03-01 00:00:00.000", "cancelAtPeriodEnd": "0",
      "stripeCustomerId": "cus_1", "stripeSubscriptionId": "sub_1",
      "email": #"a\b'c@example.com"#, "lastEventId": "evt_10",
    ]
    let insert = Change(
      .insert, table: ServerBench.subscriptions, locator: [ColumnCell(0, .text("s10"))], old: [],
      new: row.compactMap { name, text in
        bench.tables[0].column(named: name).map { ColumnCell($0, .text(text)) }
      }, reason: Script.reason("s10"))
    return [payment("s10"), insert]
  }

  private func payment(_ subscription: String) -> Change {
    Change(
      .insert, table: ServerBench.payments, locator: [ColumnCell(3, .text("pi_10"))], old: [],
      new: [
        ColumnCell(1, .text(subscription)), ColumnCell(2, .text("-500")),
        ColumnCell(3, .text("pi_10")),
      ], reason: Script.reason("pi_10"))
  }

  private func expiry(_ bench: ServerBench) -> Change {
    bench.update(
      "s1",
      [
        "status": .text("EXPIRED"), "stripeSubscriptionId": .null, "lastEventId": .text("evt_9"),
        "deletedAt": .text("2026-01-02 03:04:05.000"),
      ], verb: .softDelete)
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `an expired row makes room for a new one with its payment, and can be undone`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let before = bench.rows(ServerBench.subscriptions)
    let outcome = bench.plan(additions(bench) + [expiry(bench)])
    let plan = outcome.plans[0]
    let verbs = plan.changes.map(\.change.verb)
    if dialect == .postgresql {
      #expect(verbs == [.softDelete, .insert, .insert], "only one row of an owner may live")
    } else {
      #expect(verbs == [.insert, .insert, .softDelete])
      #expect(plan.changes[2].parking.map(\.column) == [6], "a value is given up to be taken")
    }
    let untouched = bench.dump()
    #expect(bench.run(try bench.writer.reconcile(plan), arm: nil).text.contains("DRY RUN"))
    #expect(bench.dump() == untouched)

    let applied = try bench.apply(outcome)
    #expect(applied.status == 0, "\(applied.text)")
    #expect(bench.auditCount(plan) == 3)
    let rows = bench.rows(ServerBench.subscriptions)
    #expect(rows.count == 10 && rows[0][2] == .text("EXPIRED") && rows[0][11] != .null)
    #expect(rows[0][9] == .text("evt_9"), "the marker moves in the statement that mends the row")
    #expect(rows[1][0] == .text("s10") && rows[1][7] == .text(#"a\b'c@example.com"#))
    #expect(rows[1][8] == .text("{}") && rows[1][10] != .null)
    let payment = bench.rows(ServerBench.payments).first { $0[3] == .text("pi_10") }
    #expect(payment?[1] == .text("s10") && payment?[2] == .text("-500"))
    let mended = bench.dump()
    let again = try bench.apply(outcome)
    #expect(again.text.contains("already applied"), "\(again.text)")
    #expect(bench.dump() == mended)

    #expect(outcome.inverses[0].irreversible.count == 2)
    for _ in 0..<2 {
      let undone = try bench.undo(outcome)
      #expect(undone.status == 0, "\(undone.text)")
      // What was inserted is marked as deleted and stands in nobody's way.
      let rest = bench.rows(ServerBench.subscriptions)
      #expect([rest[0]] + rest[2...] == before)
      #expect(rest[1][0] == .text("s10") && rest[1][11] != .null)
    }
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `a row that is inserted meanwhile stops the plan, or counts as done when it is the same`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let outcome = bench.plan([payment("s1")])
    bench.query(
      """
      INSERT INTO payments ("subscriptionId", amount, "stripePaymentIntentId", "updatedAt")
        VALUES ('s1', -400, 'pi_10', '2026-01-01 00:00:00');
      """)
    let before = bench.dump()
    let refused = try bench.apply(outcome)
    #expect(refused.status != 0 && refused.text.contains("TU007"), "\(refused.text)")
    #expect(bench.dump() == before)
    bench.query("UPDATE payments SET amount = -500 WHERE \"stripePaymentIntentId\" = 'pi_10';")
    let done = try bench.apply(outcome)
    #expect(done.status == 0 && done.text.contains("already applied"), "\(done.text)")
    #expect(bench.rows(ServerBench.payments).count == 10)
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `an empty plan is a comment that does nothing`(_ dialect: DatabaseDialect) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let outcome = bench.plan([bench.update("s1", ["stripeSubscriptionId": .text("sub_2")])])
    let plan = outcome.plans[0]
    #expect(outcome.review.map(\.cause) == [.taken])
    let before = bench.dump()
    for script in [try bench.writer.reconcile(plan), try bench.writer.review(plan)] {
      #expect(script.split(separator: "\n").allSatisfy { $0.hasPrefix("--") })
      #expect(bench.run(script, arm: plan.id).status == 0)
    }
    #expect(bench.dump() == before)
  }
}
