import Billing
import Diagnostics
import Reconciliation
import SQL

/// The trigger: all checks, all effects and the audit, in one statement.
struct SQLiteBody {
  let parts: ScriptParts<SQLite>

  private var plan: ChangePlan { parts.plan }

  /// The statement that creates the trigger.
  func text() throws(Failure) -> String {
    var text = """
      CREATE TEMP TRIGGER trueup_all AFTER INSERT ON temp.trueup_run
      BEGIN

      """
    text += environment + "\n  -- The data of this script is whole and unedited\n"
    for stage in parts.stages { text += try stage.check() }
    for table in parts.changed { text += try shape(table) }
    text += classification
    for condition in parts.guards { text += check(condition) }
    for section in parts.sections { text += section.parkings }
    for section in parts.sections { text += section.effect }
    text += "\n  -- Read back: a trigger may have had its own idea\n"
    for section in parts.sections { text += section.readBack }
    text += "\n  -- Audit: what changed, a digest of the rest, and why\n"
    for section in parts.sections { text += section.audit(tool: plan.header.tool) }
    return text + """

        SELECT RAISE(ABORT, 'trueup: DRY RUN of plan \(plan.id): all of it was done and undone')
         WHERE NOT EXISTS (SELECT 1 FROM temp.trueup_apply)
           AND EXISTS (SELECT 1 FROM temp.trueup_found c WHERE c.class = 'pending');
      END;

      """
  }

  private var environment: String {
    """
      SELECT RAISE(ABORT, 'trueup TU000: armed for another plan')
       WHERE EXISTS (SELECT 1 FROM temp.trueup_apply a WHERE a.plan IS NOT NEW.plan);
      -- The right library, in its right mind, in time
      SELECT RAISE(ABORT, 'trueup TU001: this SQLite is older than 3.38')
       WHERE CAST(substr(sqlite_version(), 3) AS REAL) < 38;
      SELECT RAISE(ABORT, 'trueup TU001: foreign keys are not enforced')
       WHERE (SELECT p.foreign_keys FROM pragma_foreign_keys p) IS NOT 1;
      SELECT RAISE(ABORT, 'trueup TU002: this plan has expired; \(parts.remedy)')
       WHERE strftime('%Y-%m-%dT%H:%M:%SZ', 'now') > '\(plan.header.expires.iso)';

    """
  }

  /// The expected shape, and not too much at once; the transaction already excludes all others.
  ///
  /// Without the table, the audit or a column the trigger could not even be compiled.
  private func shape(_ table: ScriptTable<SQLite>) throws(Failure) -> String {
    let columns = table.columns.map(\.literal).joined(separator: ", ")
    let triggers = table.triggers.isEmpty ? "NULL" : table.triggers.joined(separator: ", ")
    let triggerCount = table.triggers.count
    let count = parts.changeCount(of: table)
    let limits = plan.header.limits
    let tooMuch = "more than \(limits.changes) rows or \(limits.percent) percent would change"
    let name = table.comment
    func refusal(_ code: String, _ words: String) throws(Failure) -> String {
      "SELECT RAISE(ABORT, \(try SQLite.literal("trueup \(code): \(name): \(words)")))"
    }
    return """

        -- \(name): nothing hides it, it has the columns and triggers the plan was made for,
        -- and not too much of it would change
        \(try refusal("TU005", "a temporary table hides it"))
         WHERE EXISTS (
           SELECT 1 FROM temp.sqlite_schema k
            WHERE k.type <> 'trigger' AND k.name = \(table.nameLiteral) COLLATE NOCASE);
        \(try refusal("TU005", "columns are missing or generated"))
         WHERE \(table.columns.count) <> (
           SELECT count(*) FROM pragma_table_xinfo(\(table.nameLiteral)) x
            WHERE x.hidden = 0 AND x.name IN (\(columns)));
        \(try refusal("TU005", "the triggers are not the expected ones"))
         WHERE (
           SELECT count(*) <> \(triggerCount)
               OR count(CASE WHEN k.name IN (\(triggers)) THEN 1 END) <> \(triggerCount)
             FROM (SELECT * FROM main.sqlite_schema UNION ALL SELECT * FROM temp.sqlite_schema) k
            WHERE k.type = 'trigger' AND k.tbl_name = \(table.nameLiteral) COLLATE NOCASE);
        \(try refusal("TU006", tooMuch))
         WHERE \(count) > \(limits.changes)
            OR \(count) * 100 > (SELECT count(*) FROM \(table.quoted)) * \(limits.percent);

      """
  }

  /// Looks what is there, by statements that are an error outside of a trigger: there nothing is
  /// found, so that the changes that follow have nothing to do.
  private var classification: String {
    let looks = parts.sections.map {
      "  INSERT INTO trueup_found SELECT l.* FROM temp.\($0.viewName) l, (SELECT NEW.plan);\n"
    }
    return """

        -- Look what is there; the transaction keeps it so. Outside of a trigger there is no NEW:
        -- where this one could not be made, nothing is found here, and nothing changed below
        DELETE FROM trueup_found;
      \(looks.joined())\
        SELECT RAISE(ABORT, 'trueup TU004: changes are missing from this script')
         WHERE (SELECT count(*) FROM temp.trueup_found) <> \(plan.changes.count);
        SELECT RAISE(ABORT, 'trueup TU007: rows changed or vanished \(parts.since)')
         WHERE EXISTS (
           SELECT 1 FROM temp.trueup_found c WHERE c.class IN ('conflict', 'missing'));

      """
  }

  private func check(_ condition: ScriptGuard<SQLite>) -> String {
    let query = SQLite.violations(of: condition).indented(by: 4)
    return """

        -- \(condition.stage.title)
        SELECT RAISE(ABORT, 'trueup TU011: rows \(condition.message)')
         WHERE EXISTS (
          \(query));

      """
  }
}
