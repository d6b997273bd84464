import Bytes
import Diagnostics
import Reconciliation
import SQL

/// PostgreSQL 12 or newer: the plan is staged as data in temporary tables, and one `DO` block
/// checks, locks, looks, changes, reads back and keeps the audit.
enum PostgreSQL: ScriptLanguage {
  static let dialect = SQLDialect.postgresql

  static let manual = ScriptManual(
    run: { "psql -X -v ON_ERROR_STOP=1 -f \($0)" },
    apply: { file, plan in
      "EDITOR=/bin/false psql -X -v ON_ERROR_STOP=1 -c \"SET trueup.apply = '\(plan)'\" -f \(file)"
    },
    audit: "trueup.audit", wrongPlace: "on a standby",
    caution: ["An exit status of 0 alone proves nothing: look for the notice and the audit."])

  static let stagesEveryKey = false

  static func spelled(_ bytes: [UInt8], as type: SQLType) -> [UInt8] { bytes }

  static func accepts(_ bytes: [UInt8], as type: SQLType) -> Bool { type.accepts(bytes) }

  /// Text is compared by bytes whatever the column's collation; `json` has no equality, so its
  /// text is compared.
  static func equals(_ stored: String, _ staged: String, _ column: ScriptColumn) -> String {
    switch column.type {
    case .text, .varchar: "\(stored) COLLATE \"C\" IS NOT DISTINCT FROM \(staged)"
    case .json: "\(stored)::text IS NOT DISTINCT FROM \(staged)"
    default: "\(stored) IS NOT DISTINCT FROM \(staged)::\(column.cast)"
    }
  }

  static func value(_ staged: String, _ column: ScriptColumn) -> String {
    column.type.isText ? staged : staged + "::" + column.cast
  }

  static func key(_ staged: String, _ column: ScriptColumn) -> String { value(staged, column) }

  /// A collation may take texts of different bytes for equal ones.
  static func isSameKey(_ stored: String, _ staged: String, _ column: ScriptColumn) -> String? {
    column.type.isText ? "\(stored) COLLATE \"C\" = \(staged)" : nil
  }

  static func currentTime(_ column: ScriptColumn, of verb: Change.Verb) -> String? {
    switch column.type {
    case .timestamp: "(pg_catalog.now() AT TIME ZONE 'UTC')::timestamp(3)"
    case .timestamptz: "pg_catalog.now()::timestamptz(3)"
    default: nil
    }
  }

  static func recorded(_ column: ScriptColumn) -> String { "(f.after ->> \(column.literal))" }

  static func joined(_ texts: [String], by separator: String) -> String {
    "concat_ws(\(separator), \(texts.joined(separator: ", ")))"
  }

  // MARK: Digests

  /// What `quote_nullable` makes of a text.
  static func shown(_ cell: ExportedCell) -> [UInt8] {
    guard let bytes = cell.bytes else { return Array("NULL".utf8) }
    let quote = UInt8(ascii: "'")
    let backslash = UInt8(ascii: "\\")
    var quoted: [UInt8] = bytes.contains(backslash) ? [UInt8(ascii: "E"), quote] : [quote]
    for byte in bytes {
      if byte == quote || byte == backslash { quoted.append(byte) }
      quoted.append(byte)
    }
    return quoted + [quote]
  }

  static func digest(of bytes: [UInt8]) -> String { Digest(of: bytes).hex }

  static func seal(_ columns: [String], plan: String) -> String {
    let parts = ["v_plan || ':' || s.seq"] + columns.map { "quote_nullable(\($0)::text)" }
    return "encode(sha256(convert_to(\(joined(parts, by: "','")), 'UTF8')), 'hex')"
  }

  // MARK: The whole

  static func script(_ parts: ScriptParts<Self>) throws(Failure) -> String {
    let body = try PostgreSQLBody(parts: parts).text()
    let tag = dialect.dollarTag(for: body)
    var text = preamble(parts.tables) + "\n" + ScriptParts<Self>.legend
    for stage in parts.stages { text += "\n" + (try stage.statements()) }
    return text + "\n" + classes + """

      -- Everything happens in this one statement, which does all or nothing
      DO \(tag)
      \(body)\(tag);
      COMMIT;

      """
  }

  /// The settings under which the script means what it says.
  private static func preamble(_ tables: [ScriptTable<Self>]) -> String {
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
