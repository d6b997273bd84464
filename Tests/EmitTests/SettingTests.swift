import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// Scripts that meet a session or a server whose settings are not the usual ones.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct SettingTests {
  /// What a session may have been told before it reads a script; none of it may matter.
  private static func settings(_ dialect: DatabaseDialect) -> [String] {
    switch dialect {
    case .postgresql:
      [
        "standard_conforming_strings = off", "backslash_quote = on", "datestyle = 'SQL, DMY'",
        "timezone = 'Asia/Kolkata'", "client_encoding = 'LATIN1'", "search_path = ''",
        "search_path = 'pg_temp, pg_catalog'", "bytea_output = 'escape'",
        "extra_float_digits = -15", "default_transaction_isolation = 'serializable'",
        "default_transaction_read_only = on", "transform_null_equals = on", "array_nulls = off",
        "quote_all_identifiers = on", "plpgsql.variable_conflict = 'use_variable'",
        "plpgsql.extra_errors = 'all'", "plpgsql.check_asserts = off", "statement_timeout = '1h'",
        "intervalstyle = 'iso_8601'", "enable_hashjoin = off", "enable_indexscan = off",
        "default_transaction_deferrable = on", "synchronous_commit = off",
        "check_function_bodies = off", "default_tablespace = ''",
      ].map { "SET \($0);" }
    case .mysql:
      [
        "SESSION sql_mode = ''", "SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
        "SESSION sql_mode = 'ORACLE'", "SESSION sql_mode = 'TRADITIONAL,PAD_CHAR_TO_FULL_LENGTH'",
        "NAMES latin1", "NAMES utf8mb4 COLLATE utf8mb4_unicode_ci",
        "SESSION collation_connection = utf8mb4_bin", "SESSION time_zone = '+05:30'",
        "SESSION autocommit = 0", "SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SESSION group_concat_max_len = 4", "SESSION sql_select_limit = 1",
        "SESSION sql_auto_is_null = 1", "SESSION div_precision_increment = 0",
        "SESSION max_sort_length = 8",
      ].map { "SET \($0);" }
    case .sqlite:
      [
        "PRAGMA recursive_triggers = ON;", "PRAGMA reverse_unordered_selects = ON;",
        "PRAGMA case_sensitive_like = ON;", "PRAGMA defer_foreign_keys = ON;",
        "PRAGMA journal_mode = WAL;", "PRAGMA automatic_index = OFF;",
        "PRAGMA count_changes = ON;", "PRAGMA cell_size_check = ON;", ".mode insert\n.headers on",
        ".nullvalue x\n.separator ' '", "PRAGMA trusted_schema = OFF;",
      ]
    }
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `what a session was told before does not matter`(_ dialect: DatabaseDialect) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let isPostgreSQL = dialect == .postgresql
    let outcome = bench.plan([
      bench.update(
        "s1", ["status": .text("PAST_DUE"), "stripeSubscriptionId": .text("sub_2")],
        guards: ServerBench.guards),
      bench.update("s2", ["stripeSubscriptionId": .text("sub_1")]),
      bench.update(
        "s3",
        [
          "lastEventId": .text(#"é\'"%$1 "#), "metadata": .text(#"{"a": "\\"}"#),
          "cancelAtPeriodEnd": .text(isPostgreSQL ? "true" : "1"),
        ]),
      bench.update("4", ["amount": .text("-500")], table: ServerBench.payments),
    ])
    let (plan, inverse) = (outcome.plans[0], outcome.inverses[0])
    let script = try bench.writer.reconcile(plan)
    let rollback = try bench.writer.rollback(inverse)
    let before = bench.dump()
    let settings = Self.settings(dialect)
    for setting in settings {
      let applied = bench.run(setting + "\n" + script, arm: plan.id)
      #expect(applied.status == 0, "\(setting): \(applied.text)")
      let rows = bench.rows(ServerBench.subscriptions)
      #expect(rows[0][2] == .text("PAST_DUE") && rows[0][6] == .text("sub_2"), "\(setting)")
      #expect(rows[2][9] == .text(#"é\'"%$1 "#), "\(setting)")
      #expect(rows[2][8] == .text(#"{"a": "\\"}"#), "\(setting)")
      #expect(rows[2][4] == .text(isPostgreSQL ? "true" : "1"), "\(setting)")
      let undone = bench.run(setting + "\n" + rollback, arm: inverse.id)
      #expect(undone.status == 0, "\(setting): \(undone.text)")
      #expect(bench.dump() == before, "\(setting)")
    }
    #expect(bench.auditCount(plan) == 4 * settings.count)
  }

  @Test func `SQLite may keep its texts and tables in other ways`() throws {
    let schema = ServerBench.schema(.sqlite) + ServerBench.rows(.sqlite)
    let unique = "UNIQUE (userId, status, deletedAt))"
    for other in [
      "PRAGMA encoding = 'UTF-16le';\n" + schema, "PRAGMA page_size = 512;\n" + schema,
      schema.replacing(unique + ";", with: unique + " WITHOUT ROWID;"),
    ] {
      let bench = try ServerBench(.sqlite, schema: other)
      defer { bench.drop() }
      let outcome = bench.sample()
      let before = bench.dump()
      let applied = try bench.apply(outcome)
      #expect(applied.text.contains("4 changed, 0 already right"), "\(applied.text)")
      let undone = try bench.undo(outcome)
      #expect(undone.status == 0 && bench.dump() == before, "\(undone.text)")
    }
  }

  /// A column that turns out to be other than the plan thinks, and a value that does not fit in.
  struct Misfit: Sendable, CustomTestStringConvertible {
    var dialect: DatabaseDialect
    var column: String
    var definition: String
    var value: String
    var testDescription: String { "\(dialect.rawValue): \(value) in \(column) \(definition)" }

    init(_ dialect: DatabaseDialect, _ column: String, _ definition: String, _ value: String) {
      (self.dialect, self.column, self.definition, self.value) =
        (dialect, column, definition, value)
    }

    static let all = [
      Misfit(.postgresql, "stripeCustomerId", "varchar(5)", "cus_10"),
      Misfit(.postgresql, "stripeCustomerId", "text CHECK (\"stripeCustomerId\" < 'd')", "d"),
      Misfit(.postgresql, "currentPeriodEnd", "timestamp(0)", "2026-03-01 00:00:00.750"),
      Misfit(.postgresql, "cancelAtPeriodEnd", "boolean", "perhaps"),
      Misfit(.postgresql, "metadata", "jsonb", "{"),
      Misfit(.postgresql, "metadata", "jsonb", #""\u0000""#),
      Misfit(.mysql, "stripeCustomerId", "varchar(5)", "cus_10"),
      Misfit(.mysql, "stripeCustomerId", "varchar(64) CHARACTER SET latin1", "cus_Ω"),
      Misfit(.mysql, "status", "enum('ACTIVE', 'PAUSED') NOT NULL", "EXPIRED"),
      Misfit(.mysql, "currentPeriodEnd", "datetime NOT NULL", "2026-03-01 00:00:00.750"),
      Misfit(.mysql, "cancelAtPeriodEnd", "tinyint(1) NOT NULL", "300"),
      Misfit(
        .mysql, "stripeCustomerId", "varchar(64) CHECK (stripeCustomerId <> 'cus_10')", "cus_10"),
      Misfit(.sqlite, "userId", "TEXT NOT NULL CHECK (length(userId) < 6)", "user10"),
      Misfit(.sqlite, "status", "TEXT NOT NULL CHECK (status IN ('ACTIVE'))", "EXPIRED"),
    ]

    /// A bench whose column is so.
    func bench() throws -> ServerBench {
      if dialect == .sqlite {
        let tables = ServerBench.schema(dialect)
        let misfit = tables.replacing(
          try Regex("\\b\(column) TEXT( NOT NULL)?,"), with: "\(column) \(definition),",
          maxReplacements: 1)
        precondition(misfit != tables)
        return try ServerBench(dialect, schema: misfit + ServerBench.rows(dialect))
      }
      let bench = try ServerBench(dialect)
      let parts = definition.components(separatedBy: " CHECK ")
      bench.query(
        dialect == .mysql
          ? "ALTER TABLE subscriptions MODIFY \(column) \(definition);"
          : "ALTER TABLE subscriptions ALTER \"\(column)\" TYPE \(parts[0])"
            + (parts.count > 1 ? ", ADD CHECK \(parts[1]);" : ";"))
      return bench
    }
  }

  @Test(arguments: Misfit.all)
  func `a value that its column would cut or turn is refused`(_ misfit: Misfit) throws {
    let bench = try misfit.bench()
    defer { bench.drop() }
    let plan = bench.plan([bench.update("s1", [misfit.column: .text(misfit.value)])]).plans[0]
    let script = try bench.writer.reconcile(plan)
    let before = bench.dump()
    // The mode is what a careless editor would take away first.
    for script in [script, script.replacing("STRICT_ALL_TABLES,", with: "")] {
      let told = bench.run(script, arm: plan.id)
      #expect(told.status != 0, "\(told.text)")
      #expect(bench.dump() == before)
    }
  }

  @Test func `a standby refuses, and its primary is left alone`() throws {
    let server = try PostgresServer.shared.get()
    let bench = ServerBench(.postgresql, in: PostgreSQLStore(server))
    defer { bench.drop() }
    let plan = bench.sample().plans[0]
    let standby = try server.makeStandby()
    defer { standby.stop() }
    let before = bench.dump()
    let there = ["-A", "-t", "-h", standby.socket]
    #expect(bench.run("SELECT pg_is_in_recovery()", arm: nil, options: there).output == "t\n")
    let script = try bench.writer.reconcile(plan)
    for arm in [nil, plan.id] {
      let refused = bench.run(script, arm: arm, options: there)
      #expect(refused.status == 3 && refused.text.contains("recovery"), "\(refused.text)")
    }
    // Even a hand that takes away what cannot be had on a standby does not get past the guard.
    let edited = script.replacing(" READ WRITE;", with: ";")
    let refused = bench.run(edited, arm: nil, options: there)
    #expect(refused.status == 3, "\(refused.text)")
    #expect(bench.dump() == before)
  }
}
