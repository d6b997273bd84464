public import Diagnostics
public import Reconciliation
import SQL

/// Writes a change plan as scripts that a person can read, try, run and undo with `psql`.
///
/// The plan is staged as data in temporary tables; one `DO` block then checks everything, locks,
/// looks, changes, reads back and keeps the audit, so that a script that is cut, edited or run in
/// the wrong place changes nothing. Without being armed by its name a script undoes itself.
/// See the article <doc:GuardedScripts>.
public struct PostgreSQLWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// `reconcile.sql`: the plan, guarded.
  ///
  /// - Throws: `sql-unsafe-name`, `sql-unwritable-value`.
  public func reconcile(_ plan: ChangePlan) throws(Failure) -> String {
    try script(plan, file: "reconcile.sql")
  }

  /// `rollback.sql`: the inverse of a plan, guarded by what the plan wrote.
  ///
  /// - Throws: `sql-unsafe-name`, `sql-unwritable-value`.
  public func rollback(_ inverse: ChangePlan) throws(Failure) -> String {
    try script(inverse, file: "rollback.sql")
  }

  private func script(_ plan: ChangePlan, file: String) throws(Failure) -> String {
    let header = PostgreSQLHeader(plan: plan, file: file).text
    guard plan.id.utf8.allSatisfy(Self.isPlain) else { throw PostgreSQLTable.unsafeName(plan.id) }
    guard !plan.changes.isEmpty else { return header }
    var tables: [PostgreSQLTable] = []
    for shape in plan.tables { tables.append(try PostgreSQLTable(shape)) }
    let sections = try PostgreSQLSection.all(of: plan, tables: tables)
    let guards = try PostgreSQLGuard.all(of: plan, tables: tables)
    var stages: [PostgreSQLStage] = []
    for section in sections { stages.append(try section.stage()) }
    stages += guards.map(\.stage)
    let body = try PostgreSQLBody(
      plan: plan, tables: tables, sections: sections, guards: guards, stages: stages
    ).text()
    let tag = SQLDialect.postgresql.dollarTag(for: body)
    var text = header + Self.preamble(tables)
    for stage in stages { text += "\n" + (try stage.statements()) }
    text += "\n" + Self.classes + "\nDO \(tag)\n" + body + "\(tag);\nCOMMIT;\n"
    return text
  }

  /// Whether a byte may stand in the name of a plan, which a person types.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// The settings under which the script means what it says.
  private static func preamble(_ tables: [PostgreSQLTable]) -> String {
    var schemas: [String] = []
    for table in tables where !schemas.contains(table.schema) { schemas.append(table.schema) }
    return """
      \\set ON_ERROR_STOP on
      SET client_encoding = 'UTF8';
      BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE;
      SET LOCAL lock_timeout = '3s';
      SET LOCAL statement_timeout = '60s';
      SET LOCAL idle_in_transaction_session_timeout = '30s';
      SET LOCAL search_path = pg_catalog, \(schemas.joined(separator: ", ")), pg_temp;
      SET LOCAL standard_conforming_strings = on;
      SET LOCAL timezone = 'UTC';
      SET LOCAL datestyle = 'ISO, YMD';
      SET LOCAL intervalstyle = 'postgres';
      SET LOCAL bytea_output = 'hex';
      SET LOCAL extra_float_digits = 1;
      SET LOCAL row_security = off;
      SET LOCAL synchronous_commit = on;

      """
  }

  private static let classes = """
    -- What was really found for each change; filled below
    CREATE TEMPORARY TABLE trueup_found (
      seq int4 PRIMARY KEY,
      class text NOT NULL,
      row_key text NOT NULL,
      before jsonb,
      rest_digest text
    ) ON COMMIT DROP;

    """
}
