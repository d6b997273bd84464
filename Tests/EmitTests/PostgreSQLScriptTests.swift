import Foundation
import Reconciliation
import TestSupport
import Testing

/// A swap of a unique value, and a change of two columns one of which marks the event.
private let wanted: [(String, [String: ExportedCell])] = [
  ("s1", ["status": .text("PAST_DUE"), "stripeSubscriptionId": .text("sub_2")]),
  ("s2", ["stripeSubscriptionId": .text("sub_1")]),
  ("s3", ["status": .text("EXPIRED"), "lastEventId": .text("evt_9")]),
]

extension Bench {
  fileprivate func sample() -> ChangePlanner.Outcome {
    plan(wanted.map { update($0.0, $0.1) })
  }

  /// What a role needs, and no more, to apply the sample.
  fileprivate func makeRole() -> String {
    let role = "app_" + database
    query(
      """
      CREATE ROLE \(role);
      GRANT TEMPORARY ON DATABASE \(database) TO \(role);
      GRANT USAGE ON SCHEMA trueup TO \(role);
      GRANT SELECT, INSERT ON trueup.audit TO \(role);
      GRANT SELECT, UPDATE ON subscriptions TO \(role);
      """)
    return role
  }
}

@Suite(.enabled(if: PostgresServer.isWanted, "\(PostgresServer.requirement)"))
struct PostgreSQLScriptTests {
  @Test(arguments: [[], ["-1"]])
  func `a dry run changes nothing, an armed run what was planned, a second run nothing`(
    _ options: [String]
  ) throws {
    let bench = try Bench()
    defer { bench.drop() }
    let before = bench.dump()
    let outcome = bench.sample()
    let script = try Script.reconcile(outcome)
    let dry = bench.run(script, arm: nil, options: options)
    #expect(dry.status == 0 && dry.notices.contains("DRY RUN"), "\(dry.notices)")
    #expect(bench.dump() == before)

    let plan = outcome.plans[0]
    let applied = bench.run(script, arm: plan.id, options: options)
    #expect(applied.status == 0, "\(applied.notices)")
    #expect(bench.auditCount(plan) == "3")
    let rows = bench.rows(Bench.shape)
    #expect(rows[0][2] == .text("PAST_DUE") && rows[0][6] == .text("sub_2"))
    #expect(rows[1][6] == .text("sub_1"))
    #expect(rows[2][2] == .text("EXPIRED") && rows[2][9] == .text("evt_9"))
    #expect(rows[0][10] != .text("2026-01-01 00:00:00.123"))
    #expect(rows[3][10] == .text("2026-01-01 00:00:00.123"))

    let after = bench.dump()
    let again = bench.run(script, arm: plan.id, options: options)
    #expect(again.status == 0 && again.notices.contains("already applied"))
    #expect(bench.dump() == after)
    #expect(bench.auditCount(plan) == "3")
  }

  @Test func `the audit keeps changed columns and a digest, but nothing private`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = bench.sample()
    _ = bench.run(try Script.reconcile(outcome), arm: outcome.plans[0].id)
    let audit = bench.query("SELECT to_jsonb(a) FROM trueup.audit a").output
    #expect(audit.contains("evt_s1 events.ndjson.gz#17"))
    #expect(audit.contains("PAST_DUE"))
    #expect(!audit.contains("example.com"))
    #expect(try !Script.reconcile(outcome).contains("example.com"))
  }

  @Test func `a rollback restores every byte, and the plan can run again`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let before = bench.dump()
    let outcome = bench.sample()
    let (plan, inverse) = (outcome.plans[0], outcome.inverses[0])
    let rollback = try Script.rollback(outcome)
    let early = bench.run(rollback, arm: inverse.id)
    #expect(early.status == 0 && early.notices.contains("nothing left to undo"))
    for _ in 0..<2 {
      #expect(bench.run(try Script.reconcile(outcome), arm: plan.id).status == 0)
      #expect(bench.dump() != before)
      let undone = bench.run(rollback, arm: inverse.id)
      #expect(undone.status == 0, "\(undone.notices)")
      #expect(bench.dump() == before)
    }
  }

  @Test func `a rollback refuses when a row moved since, even only in its time of change`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = bench.sample()
    _ = bench.run(try Script.reconcile(outcome), arm: outcome.plans[0].id)
    bench.query("UPDATE subscriptions SET \"updatedAt\" = '2026-05-05' WHERE id = 's3'")
    let after = bench.dump()
    let undone = bench.run(try Script.rollback(outcome), arm: outcome.inverses[0].id)
    #expect(undone.status == 3 && undone.notices.contains("1 row(s) changed"))
    #expect(bench.dump() == after)
  }

  @Test func `rows that are already right are skipped, and a rollback leaves them alone`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = bench.sample()
    bench.query(
      """
      UPDATE subscriptions SET status = 'EXPIRED', "lastEventId" = 'evt_8',
        "updatedAt" = '2026-05-05' WHERE id = 's3'
      """)
    let before = bench.dump()
    let applied = bench.run(try Script.reconcile(outcome), arm: outcome.plans[0].id)
    #expect(applied.status == 0 && applied.notices.contains("2 changed, 1 already right"))
    #expect(bench.auditCount(outcome.plans[0]) == "2")
    let undone = bench.run(try Script.rollback(outcome), arm: outcome.inverses[0].id)
    #expect(undone.status == 0, "\(undone.notices)")
    #expect(bench.dump() == before)
  }

  /// Something that must stop a run, and the words by which it says so.
  struct Sabotage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var statements = ""
    var words: String
    var shape = Bench.shape
    var limits = ChangePlan.Limits(changes: 500, percent: 100)
    var edit: @Sendable (String) -> String = { $0 }
    var plan = ""

    static func trigger(_ body: String, at time: String = "BEFORE") -> String {
      """
      CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(body) END $$;
      CREATE TRIGGER meddler \(time) UPDATE ON subscriptions FOR EACH ROW EXECUTE FUNCTION meddle();
      """
    }

    static let meddled: TableShape = {
      var shape = Bench.shape
      shape.triggers = ["meddler"]
      return shape
    }()

    static let all: [Sabotage] = [
      Sabotage(testDescription: "another plan is armed", words: "armed for", plan: "2020-01-01-0"),
      Sabotage(
        testDescription: "a row changed",
        statements: "UPDATE subscriptions SET metadata = '{}' WHERE id = 's2'",
        words: "1 row(s) changed and 0 row(s) vanished"),
      Sabotage(
        testDescription: "only the time of change moved",
        statements: "UPDATE subscriptions SET \"updatedAt\" = now() WHERE id = 's2'",
        words: "conflict s2"),
      Sabotage(
        testDescription: "only a private column changed",
        statements: "UPDATE subscriptions SET email = NULL WHERE id = 's2'",
        words: "conflict s2"),
      Sabotage(
        testDescription: "text changed in case only",
        statements: "UPDATE subscriptions SET \"stripeCustomerId\" = 'CUS_3' WHERE id = 's3'",
        words: "conflict s3"),
      Sabotage(
        testDescription: "a row vanished",
        statements: """
          DELETE FROM payments WHERE "subscriptionId" = 's3';
          DELETE FROM subscriptions WHERE id = 's3'
          """, words: "missing s3"),
      Sabotage(
        testDescription: "a trigger nobody told of",
        statements: trigger("RETURN NEW;"), words: "triggers are not the expected"),
      Sabotage(
        testDescription: "an expected trigger is off",
        words: "triggers are not the expected", shape: meddled),
      Sabotage(
        testDescription: "a trigger suppresses the change",
        statements: trigger("RETURN NULL;"), words: "0 rows", shape: meddled),
      Sabotage(
        testDescription: "a trigger alters the change",
        statements: trigger("NEW.\"stripeCustomerId\" := 'x'; RETURN NEW;"),
        words: "do not read back", shape: meddled),
      Sabotage(
        testDescription: "a rule swallows the change",
        statements: "CREATE RULE r AS ON UPDATE TO subscriptions DO INSTEAD NOTHING",
        words: "0 rows"),
      Sabotage(
        testDescription: "a column has another type",
        statements: "ALTER TABLE subscriptions ALTER \"updatedAt\" TYPE timestamptz",
        words: "columns are missing, generated or of another type"),
      Sabotage(
        testDescription: "a column is gone",
        statements: "ALTER TABLE subscriptions DROP \"lastEventId\"",
        words: "columns are missing"),
      Sabotage(
        testDescription: "the table is gone", statements: "ALTER TABLE subscriptions RENAME TO x",
        words: "no such table"),
      Sabotage(
        testDescription: "the audit is gone", statements: "DROP TABLE trueup.audit",
        words: "audit table is missing"),
      Sabotage(
        testDescription: "too many rows", words: "3 of 9 rows",
        limits: .init(changes: 2, percent: 100)),
      Sabotage(
        testDescription: "too large a part", words: "3 of 9 rows",
        limits: .init(changes: 500, percent: 33)),
      Sabotage(
        testDescription: "staged data was edited", words: "is damaged",
        edit: { $0.replacing("'PAST_DUE'", with: "'CANCELED'") }),
      Sabotage(
        testDescription: "a staged row was removed", words: "is damaged",
        edit: { script in
          guard let start = script.range(of: "INSERT INTO pg_temp.trueup_3 "),
            let end = script.range(of: ");\n", range: start.upperBound..<script.endIndex)
          else { return script }
          return String(script[..<start.lowerBound] + script[end.upperBound...])
        }),
      Sabotage(
        testDescription: "the plan has expired", words: "has expired",
        edit: { $0.replacing("'2100-01-01T00:00:00Z'", with: "'2026-01-01T00:00:00Z'") }),
      Sabotage(
        testDescription: "a label is not in the enumeration",
        statements: """
          ALTER TYPE "SubscriptionStatus" RENAME VALUE 'PAST_DUE' TO 'LATE'
          """, words: "invalid input value for enum"),
    ]
  }

  @Test(arguments: Sabotage.all)
  func `a run is refused and nothing changes`(_ sabotage: Sabotage) throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = bench.plan(
      wanted.map { bench.update($0.0, $0.1) }, tables: [sabotage.shape, Bench.paymentShape],
      limits: sabotage.limits)
    let script = sabotage.edit(try Script.reconcile(outcome))
    let answer = bench.query(sabotage.statements)
    #expect(answer.status == 0, "\(answer.notices)")
    let before = bench.dump()
    let id = sabotage.plan.isEmpty ? outcome.plans[0].id : sabotage.plan
    for options in [[], ["-1"]] {
      let run = bench.run(script, arm: id, options: options)
      #expect(run.status == 3 && run.notices.contains(sabotage.words), "\(run.notices)")
      #expect(bench.dump() == before)
    }
  }

  @Test func `a role with no more than it needs can apply, and row security is never silent`()
    throws
  {
    let bench = try Bench()
    defer {
      bench.query("DROP OWNED BY app_\(bench.database); DROP ROLE app_\(bench.database)")
      bench.drop()
    }
    let role = bench.makeRole()
    let outcome = bench.sample()
    let script = try Script.reconcile(outcome)
    bench.query("ALTER TABLE subscriptions ENABLE ROW LEVEL SECURITY")
    let before = bench.dump()
    let refused = bench.run(script, arm: outcome.plans[0].id, options: ["-c", "SET ROLE \(role)"])
    #expect(refused.status == 3 && refused.notices.contains("row-level security"))
    #expect(bench.dump() == before)
    bench.query("ALTER TABLE subscriptions DISABLE ROW LEVEL SECURITY")
    let applied = bench.run(script, arm: outcome.plans[0].id, options: ["-c", "SET ROLE \(role)"])
    #expect(applied.status == 0, "\(applied.notices)")
    #expect(bench.auditCount(outcome.plans[0]) == "3")
  }

  @Test func `a script cut anywhere does all or nothing`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = bench.sample()
    let script = Array(try Script.reconcile(outcome).utf8)
    let rollback = try Script.rollback(outcome)
    let before = bench.dump()
    var random = SplitMix64(seed: 60)
    var cuts = (0..<52).map { _ in Int(random.next() % UInt64(script.count)) }
    cuts += (1...8).map { script.count - $0 }
    var whole = 0
    for (number, cut) in cuts.enumerated() {
      let piece = String(decoding: script[..<cut], as: UTF8.self)
      let options = number % 2 == 0 ? [] : ["-1"]
      _ = bench.run(piece, arm: outcome.plans[0].id, options: options)
      let count = bench.auditCount(outcome.plans[0])
      if bench.dump() == before {
        #expect(count == String(whole * 3))
      } else {
        whole += 1
        #expect(count == String(whole * 3), "cut at \(cut)")
        #expect(bench.run(rollback, arm: outcome.inverses[0].id).status == 0)
        #expect(bench.dump() == before, "cut at \(cut)")
      }
      if number % 4 == 0 {
        _ = bench.run(piece, arm: nil, options: options)
        #expect(bench.dump() == before, "dry run cut at \(cut)")
      }
    }
    #expect(whole < cuts.count)
  }
}
