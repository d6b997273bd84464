import Billing
import Diagnostics
import Reconciliation
import SQL

/// The body of the procedure: all checks, all effects, the audit and the end of the transaction.
struct MySQLBody {
  let parts: ScriptParts<MySQL>

  private var plan: ChangePlan { parts.plan }

  /// The text from BEGIN to END.
  func text() throws(Failure) -> String {
    let locks = parts.changed.map { "RELEASE_LOCK(\($0.lock))" }.joined(separator: ", ")
    var text = """
      work: BEGIN
        DECLARE v_plan VARCHAR(64) DEFAULT '\(plan.id)';
        DECLARE v_armed VARCHAR(64) DEFAULT COALESCE(LEFT(@trueup_apply, 64), '');
        DECLARE v_found, v_detail, v_says LONGTEXT;
        DECLARE v_digest CHAR(64);
        DECLARE v_rows, v_wanted, v_done, v_last_audit BIGINT DEFAULT 0;
        DECLARE v_pending, v_already, v_untouched, v_conflict, v_missing BIGINT DEFAULT 0;
        -- A value that is cut is an error of the class of mere warnings
        DECLARE EXIT HANDLER FOR SQLEXCEPTION, 1265
        BEGIN
          ROLLBACK;
          DO \(locks);
          RESIGNAL;
        END;

      """
    text += environment + "\n  -- The data of this script is whole and unedited\n"
    for stage in parts.stages { text += try stage.check() }
    for table in parts.changed { text += shape(table) }
    text += locking + parts.sections.map(\.classification).joined() + verdict(locks)
    for condition in parts.guards { text += check(condition) }
    return text + effects + ending(locks) + "END\n"
  }

  private var environment: String {
    let expires = plan.header.expires.text(separator: " ", fractionDigits: 0)
    return """
        IF CAST(v_armed AS BINARY) NOT IN ('', CAST(v_plan AS BINARY)) THEN
          SET v_says = CONCAT('trueup: armed for another plan: ', v_armed);
          SIGNAL SQLSTATE 'TU000' SET MESSAGE_TEXT = v_says; END IF;
        -- The right server, in its right mind, in time
        IF @@GLOBAL.read_only THEN
          SIGNAL SQLSTATE 'TU001' SET MESSAGE_TEXT =
            'trueup: this server is read only'; END IF;
        IF CAST(SUBSTRING_INDEX(VERSION(), '.', 1) AS SIGNED) < 8 THEN
          SIGNAL SQLSTATE 'TU001' SET MESSAGE_TEXT =
            'trueup: this server is older than MySQL 8 or MariaDB 10'; END IF;
        IF @@character_set_client <> 'utf8mb4' OR @@time_zone <> '+00:00'
            OR @@sql_mode NOT LIKE '%STRICT_ALL_TABLES%' THEN
          SIGNAL SQLSTATE 'TU001' SET MESSAGE_TEXT =
            'trueup: the settings at the top of this script are not in force'; END IF;
        IF NOT @@foreign_key_checks OR NOT @@unique_checks THEN
          SIGNAL SQLSTATE 'TU001' SET MESSAGE_TEXT =
            'trueup: foreign_key_checks or unique_checks is off'; END IF;
        IF UTC_TIMESTAMP() > '\(expires)' THEN
          SIGNAL SQLSTATE 'TU002' SET MESSAGE_TEXT =
            'trueup: this plan has expired; \(parts.remedy)'; END IF;
        IF NOT EXISTS (
            SELECT 1 FROM information_schema.TABLES k
             WHERE k.TABLE_SCHEMA = 'trueup' AND k.TABLE_NAME = 'audit'
               AND k.ENGINE = 'InnoDB') THEN
          SIGNAL SQLSTATE 'TU005' SET MESSAGE_TEXT =
            'trueup: the audit table is missing; run setup.sql once'; END IF;

      """
  }

  /// One reconciliation at a time, the expected shape, and not too much at once.
  private func shape(_ table: ScriptTable<MySQL>) -> String {
    let columns = table.columns.map { column in
      let types = column.types.map { $0.dropFirst().dropLast() }.joined(separator: ",")
      return "SELECT \(column.literal) AS name, '\(types)' AS types"
    }.joined(separator: "\n      UNION ALL ")
    let triggers = "\(table.triggers.isEmpty ? "''" : MySQL.joined(table.triggers, by: "','"))"
    let count = parts.changeCount(of: table)
    let limits = plan.header.limits
    let place = "TABLE_SCHEMA = \(table.database) AND k.TABLE_NAME = \(table.nameLiteral)"
    return """

        -- \(table.comment): nobody else reconciles it,
        -- it is the table the plan was made for, and not too much of it would change
        SET v_found = \(table.relation);
        IF NOT GET_LOCK(\(table.lock), 0) <=> 1 THEN
      \(refusal("TU003", "': another reconciliation is running'"))
        IF NOT EXISTS (
            SELECT 1 FROM information_schema.TABLES k
             WHERE k.\(place)
               AND k.TABLE_TYPE = 'BASE TABLE' AND k.ENGINE = 'InnoDB') THEN
      \(refusal("TU005", "': there is no such table, or it is not in InnoDB'"))
        SELECT GROUP_CONCAT(w.name SEPARATOR ', ') INTO v_detail FROM (
            \(columns)) w
         WHERE NOT EXISTS (
           SELECT 1 FROM information_schema.COLUMNS k
            WHERE k.\(place)
              AND k.COLUMN_NAME = w.name AND FIND_IN_SET(k.DATA_TYPE, w.types)
              AND COALESCE(k.GENERATION_EXPRESSION, '') = '');
        IF v_detail IS NOT NULL THEN
      \(refusal("TU005", "': missing, generated or of another type: ', v_detail"))
        IF NOT EXISTS (
            SELECT 1 FROM information_schema.USER_PRIVILEGES p WHERE p.PRIVILEGE_TYPE = 'TRIGGER')
          AND NOT EXISTS (
            SELECT 1 FROM information_schema.SCHEMA_PRIVILEGES p WHERE p.PRIVILEGE_TYPE = 'TRIGGER'
               AND \(table.database) LIKE p.TABLE_SCHEMA)
          AND NOT EXISTS (
            SELECT 1 FROM information_schema.TABLE_PRIVILEGES k WHERE k.PRIVILEGE_TYPE = 'TRIGGER'
               AND k.\(place)) THEN
      \(refusal("TU005", "': this user needs TRIGGER on it, to see its triggers'"))
        SELECT COALESCE(GROUP_CONCAT(k.TRIGGER_NAME ORDER BY CAST(k.TRIGGER_NAME AS BINARY)), '')
          INTO v_detail FROM information_schema.TRIGGERS k
         WHERE k.EVENT_OBJECT_SCHEMA = \(table.database)
           AND k.EVENT_OBJECT_TABLE = \(table.nameLiteral);
        IF CAST(v_detail AS BINARY) <> CAST(\(triggers) AS BINARY) THEN
      \(refusal("TU005", "': the triggers are not the expected ones: ', v_detail"))
        SELECT COUNT(*) INTO v_rows FROM \(table.quoted);
        IF \(count) > \(limits.changes) OR \(count) * 100 > v_rows * \(limits.percent) THEN
      \(refusal("TU006", "': \(count) of ', v_rows, ' rows would change'"))

      """
  }

  /// The end of an IF: an error that says what is wrong with the table in `v_found`.
  private func refusal(_ code: String, _ words: String) -> String {
    """
        SET v_says = LEFT(CONCAT('trueup: ', v_found, \(words)), 128);
        SIGNAL SQLSTATE '\(code)' SET MESSAGE_TEXT = v_says; END IF;
    """
  }

  private var locking: String {
    let orders = parts.lockOrders
    return """

        -- Lock every row the plan names, in the order of the keys; then look what is there
      \(orders.map(\.filling).joined())\
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        START TRANSACTION READ WRITE;
      \(orders.map(\.locking).joined())\
        DELETE FROM trueup_found;

      """
  }

  private func verdict(_ locks: String) -> String {
    let whole =
      plan.undoes == nil
      ? "'trueup: plan ', v_plan, ' is already applied (', v_already, ' rows), nothing to do'"
      : "'trueup: nothing left to undo for plan ', v_plan, ' (', v_already, ' rows as before, ',"
        + " v_untouched, ' never changed)'"
    let classes = ["pending", "already", "untouched", "conflict", "missing"]
    let counts = classes.map { "COUNT(CASE WHEN c.class = '\($0)' THEN 1 END)" }
    let names = classes.map { "v_" + $0 }
    return """

        -- The verdict: one row that moved or vanished stops everything
        SELECT \(counts.joined(separator: ",\n         "))
          INTO \(names.joined(separator: ", ")) FROM trueup_found c;
        IF \(names.joined(separator: " + ")) <> \(plan.changes.count) THEN
          SIGNAL SQLSTATE 'TU004' SET MESSAGE_TEXT =
            'trueup: changes are missing from this script'; END IF;
        IF v_conflict + v_missing > 0 THEN
          SELECT c.class AS trueup, c.row_key FROM trueup_found c
           WHERE c.class IN ('conflict', 'missing') ORDER BY c.seq LIMIT 10;
          SET v_says = CONCAT('trueup: ', v_conflict, ' row(s) changed and ', v_missing,
            ' row(s) vanished \(parts.since); nothing was changed');
          SIGNAL SQLSTATE 'TU007' SET MESSAGE_TEXT = v_says; END IF;
        IF v_pending = 0 THEN
          ROLLBACK;
          DO \(locks);
          SELECT CONCAT(\(whole)) AS trueup;
          LEAVE work; END IF;

      """
  }

  private func check(_ condition: ScriptGuard<MySQL>) -> String {
    let query = MySQL.violations(of: condition).indented(by: 4)
    return """

        -- \(condition.stage.title)
        SELECT LEFT(GROUP_CONCAT(x.row_key SEPARATOR ', '), 40) INTO v_detail FROM (
          \(query)
           LIMIT 10) x;
        IF v_detail IS NOT NULL THEN
          SET v_says = CONCAT('trueup: row(s) \(condition.message): ', v_detail);
          SIGNAL SQLSTATE 'TU011' SET MESSAGE_TEXT = v_says; END IF;

      """
  }

  private var effects: String {
    var text = ""
    for section in parts.sections { text += section.parkings }
    for section in parts.sections { text += section.effect }
    text += "\n  -- Read back: a trigger may have had its own idea\n"
    for section in parts.sections { text += section.readBack }
    text += """

        -- Audit: what changed, a digest of the rest, and why
        SELECT COALESCE(MAX(a.audit_id), 0) INTO v_last_audit FROM trueup.audit a;

      """
    for section in parts.sections { text += section.audit(tool: plan.header.tool) }
    return text + """

        IF v_done <> v_pending THEN
          SET v_says = CONCAT('trueup: ', v_done, ' audit rows, ', v_pending, ' expected');
          SIGNAL SQLSTATE 'TU010' SET MESSAGE_TEXT = v_says; END IF;

      """
  }

  /// The dry run takes everything back; an armed run keeps it.
  private func ending(_ locks: String) -> String {
    """
      IF v_armed = '' THEN
        ROLLBACK;
        SET v_says = CONCAT('trueup: DRY RUN of plan ', v_plan, ': ', v_pending, ' would change, ',
          v_already, ' already right; undone');
      ELSE
        COMMIT;
        SET v_says = CONCAT('trueup: plan ', v_plan, ': ', v_pending, ' changed, ',
          v_already, ' already right');
      END IF;
      DO \(locks);
      SELECT v_says AS trueup;

    """
  }
}
