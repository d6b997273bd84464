import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// Scripts that meet a session or a server whose settings are not the usual ones.
@Suite(.enabled(if: DialectBench.isWanted, "\(DialectBench.requirement)"))
struct DialectSettingTests {
  /// What a session may have been told before it reads a script; none of it may matter.
  private static let settings: [(DatabaseDialect, String)] =
    [
      "SESSION sql_mode = ''", "SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
      "SESSION sql_mode = 'ORACLE'", "SESSION sql_mode = 'TRADITIONAL,PAD_CHAR_TO_FULL_LENGTH'",
      "NAMES latin1", "NAMES utf8mb4 COLLATE utf8mb4_unicode_ci",
      "SESSION collation_connection = utf8mb4_bin", "SESSION time_zone = '+05:30'",
      "SESSION autocommit = 0", "SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
      "SESSION group_concat_max_len = 4",
      "SESSION sql_select_limit = 1", "SESSION sql_auto_is_null = 1",
      "SESSION div_precision_increment = 0", "SESSION max_sort_length = 8",
    ].map { (.mysql, "SET \($0);") }
    + [
      "PRAGMA recursive_triggers = ON;", "PRAGMA reverse_unordered_selects = ON;",
      "PRAGMA case_sensitive_like = ON;", "PRAGMA defer_foreign_keys = ON;",
      "PRAGMA journal_mode = WAL;", "PRAGMA automatic_index = OFF;",
      "PRAGMA count_changes = ON;", "PRAGMA cell_size_check = ON;", ".mode insert\n.headers on",
      ".nullvalue x\n.separator ' '", "PRAGMA trusted_schema = OFF;",
    ].map { (.sqlite, $0) }

  @Test(arguments: DialectBench.dialects)
  func `what a session was told before does not matter`(_ dialect: DatabaseDialect) throws {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let outcome = bench.plan([
      bench.update(
        "s1",
        ["status": .text("PAST_DUE"), "stripeSubscriptionId": .text("sub_2")],
        guards: DialectBench.guards),
      bench.update("s2", ["stripeSubscriptionId": .text("sub_1")]),
      bench.update("s3", ["lastEventId": .text(#"é\'"% "#), "cancelAtPeriodEnd": .text("1")]),
      bench.update("4", ["amount": .text("-500")], table: 1),
    ])
    let (plan, inverse) = (outcome.plans[0], outcome.inverses[0])
    let script = try bench.writer.reconcile(plan)
    let rollback = try bench.writer.rollback(inverse)
    let before = bench.dump()
    let settings = Self.settings.filter { $0.0 == dialect }.map(\.1)
    for setting in settings {
      let applied = bench.run(setting + "\n" + script, arm: plan.id)
      #expect(applied.status == 0, "\(setting): \(applied.text)")
      let rows = bench.rows(DialectBench.shape)
      #expect(rows[0][2] == .text("PAST_DUE") && rows[0][6] == .text("sub_2"), "\(setting)")
      #expect(rows[2][9] == .text(#"é\'"% "#) && rows[2][4] == .text("1"), "\(setting)")
      let undone = bench.run(setting + "\n" + rollback, arm: inverse.id)
      #expect(undone.status == 0, "\(setting): \(undone.text)")
      #expect(bench.dump() == before, "\(setting)")
    }
    #expect(bench.auditCount(plan) == String(4 * settings.count))
  }

  @Test func `SQLite may keep its texts and tables in other ways`() throws {
    let schema = DialectBench.schema(of: .sqlite)
    let unique = "UNIQUE (userId, status, deletedAt))"
    for other in [
      "PRAGMA encoding = 'UTF-16le';\n" + schema, "PRAGMA page_size = 512;\n" + schema,
      schema.replacing(unique + ";", with: unique + " WITHOUT ROWID;"),
    ] {
      let bench = try DialectBench(.sqlite, schema: other)
      defer { bench.drop() }
      let outcome = bench.sample()
      let before = bench.dump()
      let (plan, inverse) = (outcome.plans[0], outcome.inverses[0])
      let applied = bench.run(try bench.writer.reconcile(plan), arm: plan.id)
      #expect(applied.text.contains("4 changed, 0 already right"), "\(applied.text)")
      let undone = bench.run(try bench.writer.rollback(inverse), arm: inverse.id)
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

    static let all = [
      Misfit(
        dialect: .mysql, column: "stripeCustomerId", definition: "varchar(5)", value: "cus_10"),
      Misfit(
        dialect: .mysql, column: "stripeCustomerId",
        definition: "varchar(64) CHARACTER SET latin1", value: "cus_Ω"),
      Misfit(
        dialect: .mysql, column: "status", definition: "enum('ACTIVE', 'PAUSED') NOT NULL",
        value: "EXPIRED"),
      Misfit(
        dialect: .mysql, column: "currentPeriodEnd", definition: "datetime NOT NULL",
        value: "2026-03-01 00:00:00.750"),
      Misfit(
        dialect: .mysql, column: "cancelAtPeriodEnd", definition: "tinyint(1) NOT NULL",
        value: "300"),
      Misfit(
        dialect: .mysql, column: "stripeCustomerId",
        definition: "varchar(64) CHECK (stripeCustomerId <> 'cus_10')", value: "cus_10"),
      Misfit(
        dialect: .sqlite, column: "userId",
        definition: "TEXT NOT NULL CHECK (length(userId) < 6)", value: "user10"),
      Misfit(
        dialect: .sqlite, column: "status",
        definition: "TEXT NOT NULL CHECK (status IN ('ACTIVE'))", value: "EXPIRED"),
    ]

    /// A bench whose column is so.
    func bench() throws -> DialectBench {
      guard dialect == .mysql else {
        let old = DialectBench.schema(of: dialect)
        let new = old.replacing(try Regex("\\b\(column) TEXT( NOT NULL)?,"), maxReplacements: 1) {
          _ in "\(column) \(definition),"
        }
        precondition(new != old)
        return try DialectBench(dialect, schema: new)
      }
      let bench = try DialectBench(dialect)
      let altered = bench.query("ALTER TABLE subscriptions MODIFY \(column) \(definition);")
      precondition(altered.status == 0, altered.notices)
      return bench
    }
  }

  @Test(arguments: Misfit.all, [true, false])
  func `a value that its column would cut or turn is refused`(
    _ misfit: Misfit, _ isStrict: Bool
  ) throws {
    let bench = try misfit.bench()
    defer { bench.drop() }
    let plan = bench.plan([bench.update("s1", [misfit.column: .text(misfit.value)])]).plans[0]
    var script = try bench.writer.reconcile(plan)
    // The mode is what a careless editor would take away first.
    if !isStrict { script = script.replacing("STRICT_ALL_TABLES,", with: "") }
    let before = bench.dump()
    let told = bench.run(script, arm: plan.id)
    #expect(told.status != 0, "\(told.text)")
    #expect(bench.dump() == before)
  }
}
