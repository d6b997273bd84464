import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// Scripts that meet a session or a server whose settings are not the usual ones.
@Suite(.enabled(if: PostgresServer.isWanted, "\(PostgresServer.requirement)"))
struct PostgreSQLSettingTests {
  private func outcome(_ bench: Bench) -> ChangePlanner.Outcome {
    bench.plan([
      bench.update(
        "s1", ["status": .text("PAST_DUE"), "stripeSubscriptionId": .text("sub_2")]),
      bench.update("s2", ["stripeSubscriptionId": .text("sub_1")]),
      bench.update(
        "s3", ["lastEventId": .text(#"é\'"%$1 "#), "metadata": .text(#"{"a": "\\"}"#)]),
      bench.update("4", ["amount": .text("-500")], table: Bench.payments),
    ])
  }

  /// What a session may have been told before it reads a script.
  private static let settings = [
    "standard_conforming_strings = off", "backslash_quote = on", "datestyle = 'SQL, DMY'",
    "timezone = 'Asia/Kolkata'", "client_encoding = 'LATIN1'", "search_path = ''",
    "search_path = 'pg_temp, pg_catalog'", "bytea_output = 'escape'", "extra_float_digits = -15",
    "default_transaction_isolation = 'serializable'", "default_transaction_read_only = on",
    "transform_null_equals = on", "array_nulls = off", "quote_all_identifiers = on",
    "plpgsql.variable_conflict = 'use_variable'", "plpgsql.extra_errors = 'all'",
    "plpgsql.check_asserts = off", "statement_timeout = '1h'", "intervalstyle = 'iso_8601'",
    "enable_hashjoin = off", "enable_indexscan = off", "default_transaction_deferrable = on",
    "synchronous_commit = off", "check_function_bodies = off", "default_tablespace = ''",
  ]

  @Test func `what a session was told before does not matter`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = outcome(bench)
    let (script, rollback) = (try Script.reconcile(outcome), try Script.rollback(outcome))
    let before = bench.dump()
    for setting in Self.settings {
      let options = ["-c", "SET \(setting)"]
      let plan = outcome.plans[0]
      let applied = bench.run(script, arm: plan.id, options: options)
      #expect(applied.status == 0, "\(setting): \(applied.notices)")
      let rows = bench.rows(Bench.shape)
      #expect(rows[0][6] == .text("sub_2") && rows[1][6] == .text("sub_1"), "\(setting)")
      #expect(rows[2][9] == .text(#"é\'"%$1 "#), "\(setting)")
      #expect(rows[2][8] == .text(#"{"a": "\\"}"#), "\(setting)")
      let undone = bench.run(rollback, arm: outcome.inverses[0].id, options: options)
      #expect(undone.status == 0, "\(setting): \(undone.notices)")
      #expect(bench.dump() == before, "\(setting)")
    }
    #expect(bench.auditCount(outcome.plans[0]) == String(4 * Self.settings.count))
  }

  @Test func `a session that switches triggers and foreign keys off is refused`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = outcome(bench)
    let before = bench.dump()
    let refused = bench.run(
      try Script.reconcile(outcome), arm: outcome.plans[0].id,
      options: ["-c", "SET session_replication_role = 'replica'"])
    #expect(refused.status == 3 && refused.notices.contains("constraints off"))
    #expect(bench.dump() == before)
  }

  @Test func `a value that its column would cut or round is refused`() throws {
    let misfits = [
      ("stripeCustomerId", "varchar(5)", "cus_10"), ("stripeCustomerId", "text", "cus_10"),
      ("currentPeriodEnd", "timestamp(0)", "2026-03-01 00:00:00.750"),
      ("cancelAtPeriodEnd", "boolean", "perhaps"), ("metadata", "jsonb", "{"),
      ("metadata", "jsonb", #""\u0000""#),
    ]
    for (column, type, value) in misfits {
      let bench = try Bench()
      defer { bench.drop() }
      let check =
        type == "text" ? "ALTER TABLE subscriptions ADD CHECK (\"\(column)\" <> '\(value)');" : ""
      let altered = bench.query(
        "ALTER TABLE subscriptions ALTER \"\(column)\" TYPE \(type);\n" + check)
      #expect(altered.status == 0, "\(altered.notices)")
      let outcome = bench.plan([bench.update("s1", [column: .text(value)])])
      let before = bench.dump()
      let refused = bench.run(try Script.reconcile(outcome), arm: outcome.plans[0].id)
      #expect(refused.status == 3, "\(column) \(type): \(refused.notices)")
      #expect(bench.dump() == before)
    }
  }

  @Test func `a standby refuses, and its primary is left alone`() throws {
    let bench = try Bench()
    defer { bench.drop() }
    let outcome = outcome(bench)
    let standby = try bench.server.makeStandby()
    defer { standby.stop() }
    let before = bench.dump()
    let there = ["-A", "-t", "-h", standby.socket]
    #expect(bench.run("SELECT pg_is_in_recovery()", arm: nil, options: there).output == "t\n")
    let script = try Script.reconcile(outcome)
    for arm in [nil, outcome.plans[0].id] {
      let refused = bench.run(script, arm: arm, options: there)
      #expect(refused.status == 3, "\(refused.notices)")
      #expect(refused.notices.contains("recovery"), "\(refused.notices)")
    }
    // Even a hand that takes away what cannot be had on a standby does not get past the guard.
    let edited = script.replacing(" READ WRITE;", with: ";")
    let refused = bench.run(edited, arm: nil, options: there)
    #expect(refused.status == 3, "\(refused.notices)")
    #expect(bench.dump() == before)
  }
}
