import Bytes
import Diagnostics
import Reconciliation
import SQL

/// SQLite 3.38 or newer: the plan is staged as data in temporary tables, and one insert fires a
/// temporary trigger that checks, looks, changes, reads back and keeps the audit.
enum SQLite: ScriptLanguage {
  static let dialect = SQLDialect.sqlite

  static let manual = ScriptManual(
    run: { "sqlite3 DATABASE < \($0)" },
    apply: { file, plan in
      "sqlite3 -cmd \"CREATE TEMP TABLE trueup_apply AS SELECT '\(plan)' AS plan\" "
        + "DATABASE < \(file)"
    },
    audit: "trueup_audit", wrongPlace: "where foreign keys are not enforced",
    caution: [
      "A dry run ends with an error that says DRY RUN, and with status 1: only so can SQLite undo",
      "what it did. An exit status of 0 alone proves nothing: look for the line that begins with",
      "trueup, and at the audit.",
    ])

  static let alias = " AS t"

  static let stagesEveryKey = false

  /// A truth value is a number.
  static func spelled(_ bytes: [UInt8], as type: SQLType) -> [UInt8] {
    type == .boolean ? SpelledValue.flag(bytes) : bytes
  }

  /// A time is a text, and keeps whatever zone it has.
  static func accepts(_ bytes: [UInt8], as type: SQLType) -> Bool { true }

  /// Text is compared by bytes whatever the column's collation.
  static func equals(_ stored: String, _ staged: String, _ column: ScriptColumn) -> String {
    column.cast == "TEXT"
      ? "\(stored) COLLATE BINARY IS \(staged)" : "\(stored) IS CAST(\(staged) AS \(column.cast))"
  }

  /// A number with a point is left to the column, which may keep it as a number or as a text.
  static func value(_ staged: String, _ column: ScriptColumn) -> String {
    column.cast == "INTEGER" ? "CAST(\(staged) AS INTEGER)" : staged
  }

  static func key(_ staged: String, _ column: ScriptColumn) -> String { staged }

  static func isSameKey(_ stored: String, _ staged: String, _ column: ScriptColumn) -> String? {
    column.cast == "TEXT" ? equals(stored, staged, column) : nil
  }

  /// The time in the style that the row has, because it is a text that others compare.
  static func currentTime(_ column: ScriptColumn, of verb: Change.Verb) -> String? {
    let plain = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    switch column.type {
    case .timestamp where verb == .insert: return plain
    case .timestamptz where verb == .insert: return "\(plain) || '+00'"
    case .timestamp, .timestamptz:
      return """
        CASE
             WHEN \(column.quoted) GLOB '*T*Z' THEN strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
             WHEN \(column.quoted) GLOB '*+00' THEN \(plain) || '+00'
             ELSE \(plain) END
        """
    case .wholeNumber: return "CAST(strftime('%s', 'now') AS INTEGER)"
    default: return nil
    }
  }

  static func recorded(_ column: ScriptColumn) -> String {
    "(SELECT j.value FROM json_each(f.after) j WHERE j.key = \(column.literal))"
  }

  static func joined(_ texts: [String], by separator: String) -> String {
    texts.joined(separator: " || \(separator) || ")
  }

  // MARK: Digests

  /// What `quote` makes of a text.
  static func shown(_ cell: ExportedCell) -> [UInt8] {
    guard let bytes = cell.bytes else { return Array("NULL".utf8) }
    let quote = UInt8(ascii: "'")
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

  /// SHA-3 is what the program of SQLite has.
  static func digest(of bytes: [UInt8]) -> String { SHA3Digest(of: bytes).hex }

  static func seal(_ columns: [String], plan: String) -> String {
    let parts = ["'\(plan):' || s.seq"] + columns.map { "quote(\($0))" }
    return "lower(hex(sha3(\(joined(parts, by: "','")), 256)))"
  }

  // MARK: The whole

  static func script(_ parts: ScriptParts<Self>) throws(Failure) -> String {
    var text = preamble + "\n" + ScriptParts<Self>.legend
    for stage in parts.stages { text += "\n" + (try stage.statements()) }
    text += "\n" + classes
    for section in parts.sections { text += "\n" + section.view }
    text += "\n" + report(parts)
    text += "\n" + (try SQLiteBody(parts: parts).text())
    return text + """

      -- Everything happens in this one statement, which does all or nothing
      INSERT INTO temp.trueup_run
      SELECT '\(parts.plan.id)', coalesce(max(a.audit_id), 0) FROM trueup_audit a;
      \(outcome(parts.plan))COMMIT;

      """
  }

  /// The settings under which the script means what it says.
  private static let preamble = """
    .bail on
    .timeout 3000
    PRAGMA foreign_keys = ON;
    BEGIN IMMEDIATE;
    CREATE TEMP TABLE IF NOT EXISTS trueup_apply (plan TEXT);

    """

  private static let classes = """
    -- What was really found for each change, and the table that sets everything off
    CREATE TEMP TABLE trueup_found (
      seq INTEGER PRIMARY KEY, class TEXT, row_key TEXT, before TEXT, rest_digest TEXT);
    CREATE TEMP TABLE trueup_run (plan TEXT, last_audit INTEGER);

    """

  /// Says what stands in the way, before the attempt: an error of a trigger can not name rows.
  private static func report(_ parts: ScriptParts<Self>) -> String {
    let look = parts.sections.map {
      "INSERT INTO temp.trueup_found SELECT * FROM temp.\($0.viewName);\n"
    }
    return """
      -- Look first, only to say what is there
      \(look.joined())\
      SELECT 'trueup: ' || c.class || ' ' || c.row_key FROM temp.trueup_found c
       WHERE c.class IN ('conflict', 'missing') ORDER BY c.seq LIMIT 10;
      SELECT 'trueup: plan \(parts.plan.id) finds ' || group_concat(n || ' ' || class, ', ')
        FROM (SELECT c.class, count(*) AS n FROM temp.trueup_found c GROUP BY c.class);

      """
  }

  /// Says what was done, before it is kept.
  private static func outcome(_ plan: ChangePlan) -> String {
    let nothing =
      plan.undoes == nil
      ? "'trueup: plan \(plan.id) is already applied, nothing to do'"
      : "'trueup: nothing left to undo for plan \(plan.id)'"
    return """
      SELECT CASE count(CASE WHEN c.class = 'pending' THEN 1 END) WHEN 0 THEN \(nothing)
             ELSE 'trueup: plan \(plan.id): ' || count(CASE WHEN c.class = 'pending' THEN 1 END)
                  || ' changed, ' || count(CASE WHEN c.class = 'already' THEN 1 END)
                  || ' already right' END
        FROM temp.trueup_found c;

      """
  }
}
