import Bytes
import Diagnostics
import Reconciliation
import SQL

/// MySQL 8 or MariaDB 10: the plan is staged as data in temporary tables, and one call of a
/// procedure checks, locks, looks, changes, reads back, keeps the audit and commits.
enum MySQL: ScriptLanguage {
  static let dialect = SQLDialect.mysql

  static let manual = ScriptManual(
    run: { $0 == "setup.sql" ? "mysql < setup.sql" : "mysql DATABASE < \($0)" },
    apply: { file, plan in
      "mysql --init-command=\"SET @trueup_apply = '\(plan)'\" DATABASE < \(file)"
    },
    audit: "trueup.audit", wrongPlace: "on a server that is read only",
    caution: [
      "MariaDB calls the program mariadb as well. The procedure that the script makes in DATABASE",
      "is dropped again at its end. An exit status of 0 alone proves nothing: look for the line",
      "that begins with trueup, and at the audit.",
    ])

  static let stagesEveryKey = true

  static let countsOnlyDifferences = true

  /// A truth value is a number, and an instant has no zone: the session's is UTC.
  static func spelled(_ bytes: [UInt8], as type: SQLType) -> [UInt8] {
    switch type {
    case .boolean: SpelledValue.flag(bytes)
    case .timestamptz: SpelledValue.withoutUTC(bytes)
    default: bytes
    }
  }

  static func accepts(_ bytes: [UInt8], as type: SQLType) -> Bool {
    switch type {
    case .timestamp, .timestamptz: SQLType.timestamp(nil).accepts(bytes)
    default: true
    }
  }

  /// Staged texts are bytes, so that texts are compared by bytes whatever the column's collation.
  static func equals(_ stored: String, _ staged: String, _ column: ScriptColumn) -> String {
    switch column.cast {
    case "CHAR", "DOUBLE": "CONVERT(\(stored) USING utf8mb4) <=> \(staged)"
    default: "\(stored) <=> CAST(\(staged) AS \(column.cast))"
    }
  }

  static func value(_ staged: String, _ column: ScriptColumn) -> String {
    switch column.cast {
    case "CHAR", "DOUBLE": "CONVERT(\(staged) USING utf8mb4)"
    default: "CAST(\(staged) AS \(column.cast))"
    }
  }

  /// The server itself makes of a literal what its column needs.
  static func proposal(_ stored: String, _ literal: String, _ column: ScriptColumn) -> Proposal {
    let isText = column.cast == "CHAR" && literal != "NULL"
    return Proposal(
      condition: isText
        ? "CAST(CONVERT(\(stored) USING utf8mb4) AS BINARY) <=> \(literal)"
        : "\(stored) <=> \(literal)", value: literal)
  }

  /// A staged key has the type and the collation of its column.
  static func key(_ staged: String, _ column: ScriptColumn) -> String { staged }

  static func isSameKey(_ stored: String, _ staged: String, _ column: ScriptColumn) -> String? {
    column.cast == "CHAR"
      ? "CONVERT(\(stored) USING utf8mb4) <=> CAST(CONVERT(\(staged) USING utf8mb4) AS BINARY)"
      : nil
  }

  static func currentTime(_ column: ScriptColumn, of verb: Change.Verb) -> String? {
    switch column.type {
    case .timestamp, .timestamptz: "UTC_TIMESTAMP(3)"
    default: nil
    }
  }

  static func recorded(_ column: ScriptColumn) -> String {
    "JSON_UNQUOTE(JSON_EXTRACT(f.after, CONCAT('$.', JSON_QUOTE(\(column.literal)))))"
  }

  static func joined(_ texts: [String], by separator: String) -> String {
    "CONCAT_WS(\(separator), \(texts.joined(separator: ", ")))"
  }

  // MARK: Digests

  /// Bytes in hexadecimal, as `HEX` writes them.
  static func shown(_ cell: ExportedCell) -> [UInt8] {
    guard let bytes = cell.bytes else { return Array("NULL".utf8) }
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  /// What a server makes of a stored value, like ``shown(_:)``.
  static func showing(_ stored: String) -> String {
    "COALESCE(HEX(CONVERT(\(stored) USING utf8mb4)), 'NULL')"
  }

  static func digest(of bytes: [UInt8]) -> String { Digest(of: bytes).hex }

  static func seal(_ columns: [String], plan: String) -> String {
    "SHA2(\(joined(["CONCAT(v_plan, ':', s.seq)"] + columns.map(showing), by: "','")), 256)"
  }

  // MARK: The whole

  static func script(_ parts: ScriptParts<Self>) throws(Failure) -> String {
    let procedure = "`trueup_\(parts.plan.id)`"
    let body = try MySQLBody(parts: parts).text()
    let delimiter = dialect.dollarTag(for: body)
    let locks = parts.lockOrders
    let temporary = (parts.stages.map(\.name) + locks.map(\.name) + ["trueup_found"])
    var text = preamble + "\n" + ScriptParts<Self>.legend
    text += "DROP TEMPORARY TABLE IF EXISTS\n  \(temporary.joined(separator: ", "));\n"
    for stage in parts.stages { text += "\n" + (try stage.statements()) }
    for order in locks { text += "\n" + order.statement }
    return text + "\n" + classes + """

      DROP PROCEDURE IF EXISTS \(procedure);
      DELIMITER \(delimiter)
      CREATE PROCEDURE \(procedure)() MODIFIES SQL DATA SQL SECURITY INVOKER
      \(body)\(delimiter)
      DELIMITER ;
      -- Everything happens in this one statement, which commits or changes nothing
      CALL \(procedure)();
      ROLLBACK;
      DROP PROCEDURE \(procedure);

      """
  }

  /// The settings under which the script means what it says.
  private static let preamble = """
    SET NAMES utf8mb4;
    SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';
    SET SESSION time_zone = '+00:00';
    SET SESSION autocommit = 1;
    SET SESSION group_concat_max_len = 1073741824;
    SET SESSION innodb_lock_wait_timeout = 3;
    SET SESSION lock_wait_timeout = 10;

    """

  private static let classes = """
    -- What was really found for each change; filled below
    CREATE TEMPORARY TABLE trueup_found (
      seq INT NOT NULL PRIMARY KEY,
      class VARCHAR(16) NOT NULL,
      row_key LONGTEXT NOT NULL,
      `before` LONGTEXT,
      rest_digest CHAR(64)
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

    """
}
