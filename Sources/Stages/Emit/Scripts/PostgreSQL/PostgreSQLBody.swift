import Billing
import Diagnostics
import Reconciliation
import SQL

/// The `DO` block: all checks, all effects and the audit, in one statement.
struct PostgreSQLBody {
  let parts: ScriptParts<PostgreSQL>

  private var plan: ChangePlan { parts.plan }

  /// The text between the dollar quotes.
  func text() throws(Failure) -> String {
    var text = """
      DECLARE
        v_plan constant text := '\(plan.id)';
        v_armed constant text := coalesce(current_setting('trueup.apply', true), '');
        v_relation regclass; v_found text[]; v_detail text; v_digest text; v_rows bigint;
        v_pending bigint; v_already bigint; v_untouched bigint; v_conflict bigint; v_missing bigint;
        v_done bigint := 0; v_wanted bigint;
      BEGIN

      """
    text += environment + "\n"
    text += "  -- The data of this script is whole and unedited\n"
    for stage in parts.stages { text += try stage.check() }
    for table in parts.changed { text += shape(table) }
    text += locks + parts.sections.map(\.classification).joined() + verdict
    for condition in parts.guards { text += check(condition) }
    text += effects
    return text + "END\n"
  }

  private var environment: String {
    let expires = plan.header.expires.iso
    return """
        IF v_armed NOT IN ('', v_plan) THEN
          RAISE EXCEPTION USING ERRCODE = 'TU000',
            MESSAGE = 'trueup: armed for another plan: ' || v_armed; END IF;
        -- The right server, in its right mind, in time
        IF pg_is_in_recovery() THEN
          RAISE EXCEPTION USING ERRCODE = 'TU001',
            MESSAGE = 'trueup: this server is a standby'; END IF;
        IF current_setting('server_version_num')::int4 < 120000 THEN
          RAISE EXCEPTION USING ERRCODE = 'TU001',
            MESSAGE = 'trueup: this server is older than PostgreSQL 12'; END IF;
        IF current_setting('server_encoding') <> 'UTF8' THEN
          RAISE EXCEPTION USING ERRCODE = 'TU001',
            MESSAGE = 'trueup: the database is not encoded in UTF8'; END IF;
        IF current_setting('session_replication_role') <> 'origin' THEN
          RAISE EXCEPTION USING ERRCODE = 'TU001',
            MESSAGE = 'trueup: session_replication_role switches constraints off'; END IF;
        IF now() > '\(expires)'::timestamptz THEN
          RAISE EXCEPTION USING ERRCODE = 'TU002',
            MESSAGE = 'trueup: this plan has expired',
            HINT = '\(parts.remedy)'; END IF;
        IF to_regclass('trueup.audit') IS NULL THEN
          RAISE EXCEPTION USING ERRCODE = 'TU005',
            MESSAGE = 'trueup: the audit table is missing', HINT = 'Run setup.sql once.'; END IF;

      """
  }

  /// One reconciliation at a time, the expected shape, and not too much at once.
  private func shape(_ table: ScriptTable<PostgreSQL>) -> String {
    let columns = table.columns.map { column in
      let types = column.types.map { "to_regtype(\($0))" }.joined(separator: ", ")
      return "(\(column.literal), ARRAY[\(types)])"
    }.joined(separator: ",\n      ")
    let triggers = table.triggers.joined(separator: ", ")
    let count = parts.changeCount(of: table)
    let limits = plan.header.limits
    func message(_ words: String) -> String {
      SQLDialect.postgresql.literal("trueup: \(table.shape.name.text): \(words)") ?? "''"
    }
    let relation = SQLDialect.postgresql.literal(table.quoted) ?? "NULL"
    return """

        -- \(table.comment): nobody else reconciles it,
        -- it is the table the plan was made for, and not too much of it would change
        IF NOT pg_try_advisory_xact_lock(hashtextextended('trueup:' || \(table.literal), 0)) THEN
          RAISE EXCEPTION USING ERRCODE = 'TU003',
            MESSAGE = \(message("another reconciliation is running")); END IF;
        v_relation := to_regclass(\(relation));
        IF v_relation IS NULL OR NOT EXISTS (
            SELECT 1 FROM pg_class k WHERE k.oid = v_relation AND k.relkind IN ('r', 'p')) THEN
          RAISE EXCEPTION USING ERRCODE = 'TU005',
            MESSAGE = \(message("there is no such table")); END IF;
        SELECT string_agg(w.name, ', ') INTO v_detail
          FROM (VALUES
            \(columns)) AS w (name, types)
         WHERE NOT EXISTS (
           SELECT 1 FROM pg_attribute a
            WHERE a.attrelid = v_relation AND a.attname = w.name AND NOT a.attisdropped
              AND a.atttypid = ANY (w.types) AND a.attgenerated = '');
        IF v_detail IS NOT NULL THEN
          RAISE EXCEPTION USING ERRCODE = 'TU005',
            MESSAGE = \(message("columns are missing, generated or of another type")),
            DETAIL = v_detail; END IF;
        SELECT coalesce(array_agg(g.tgname::text ORDER BY g.tgname::text COLLATE "C"), '{}')
          INTO v_found
          FROM pg_trigger g
         WHERE g.tgrelid = v_relation AND NOT g.tgisinternal AND g.tgenabled <> 'D';
        IF v_found <> ARRAY[\(triggers)]::text[] THEN
          RAISE EXCEPTION USING ERRCODE = 'TU005',
            MESSAGE = \(message("the enabled triggers are not the expected ones")),
            DETAIL = v_found::text; END IF;
        SELECT count(*) INTO v_rows FROM \(table.quoted);
        IF \(count) > \(limits.changes) OR \(count) * 100 > v_rows * \(limits.percent) THEN
          RAISE EXCEPTION USING ERRCODE = 'TU006',
            MESSAGE = \(message("\(count) of ")) || v_rows || ' rows would change',
            DETAIL = 'The limit is \(limits.changes) rows and \(limits.percent) percent.'; END IF;

      """
  }

  private var locks: String {
    var text =
      "\n  -- Lock every row the plan names, in the order of the keys; then look what is there\n"
    for search in parts.searches {
      let table = search.table
      let columns = search.locator.map { "t." + table.columns[$0].quoted }.joined(separator: ", ")
      let keys = search.sections.map {
        "SELECT \($0.typedKey) FROM pg_temp.\($0.name) s"
      }.joined(separator: "\n         UNION ALL ")
      text += """
          PERFORM 1 FROM \(table.quoted) t
           WHERE (\(columns)) IN (
                 \(keys))
           ORDER BY \(columns) FOR UPDATE;

        """
    }
    return text
  }

  private var verdict: String {
    let whole =
      plan.undoes == nil
      ? "'trueup: plan % is already applied (% rows), nothing to do', v_plan, v_already"
      : "'trueup: nothing left to undo for plan % (% rows as before, % never changed)',"
        + " v_plan, v_already, v_untouched"
    let sum = "v_pending + v_already + v_untouched + v_conflict + v_missing"
    return """

        -- The verdict: one row that moved or vanished stops everything
        SELECT count(*) FILTER (WHERE c.class = 'pending'),
               count(*) FILTER (WHERE c.class = 'already'),
               count(*) FILTER (WHERE c.class = 'untouched'),
               count(*) FILTER (WHERE c.class = 'conflict'),
               count(*) FILTER (WHERE c.class = 'missing')
          INTO v_pending, v_already, v_untouched, v_conflict, v_missing FROM pg_temp.trueup_found c;
        IF \(sum) <> \(plan.changes.count) THEN
          RAISE EXCEPTION USING ERRCODE = 'TU004',
            MESSAGE = 'trueup: changes are missing from this script'; END IF;
        IF v_conflict + v_missing > 0 THEN
          SELECT string_agg(x.class || ' ' || x.row_key, ', ' ORDER BY x.seq) INTO v_detail
            FROM (SELECT * FROM pg_temp.trueup_found c WHERE c.class IN ('conflict', 'missing')
                   ORDER BY c.seq LIMIT 10) x;
          RAISE EXCEPTION USING ERRCODE = 'TU007',
            MESSAGE = format('trueup: %s row(s) changed and %s row(s) vanished \(parts.since); '
              'nothing was changed', v_conflict, v_missing),
            DETAIL = v_detail, HINT = '\(parts.remedy)'; END IF;
        IF v_pending = 0 THEN
          RAISE NOTICE \(whole);
          RETURN; END IF;

      """
  }

  private func check(_ condition: ScriptGuard<PostgreSQL>) -> String {
    let query = PostgreSQL.violations(of: condition).indented(by: 4)
    return """

        -- \(condition.stage.title)
        SELECT string_agg(x.row_key, ', ') INTO v_detail FROM (
          \(query)
           LIMIT 10) x;
        IF v_detail IS NOT NULL THEN
          RAISE EXCEPTION USING ERRCODE = 'TU011',
            MESSAGE = 'trueup: row(s) \(condition.message); nothing was changed',
            DETAIL = v_detail; END IF;

      """
  }

  private var effects: String {
    let isDeferring = parts.changed.contains { table in
      table.shape.uniqueIndexes.contains(where: \.isDeferrable)
    }
    var text =
      "\n  BEGIN  -- In a dry run everything from here is undone before this statement ends\n"
    if isDeferring { text += "    SET CONSTRAINTS ALL DEFERRED;\n" }
    for section in parts.sections { text += section.parkings }
    for section in parts.sections { text += section.effect }
    text += "\n    -- Read back: a trigger or a rule may have had its own idea\n"
    for section in parts.sections { text += section.readBack }
    text += "\n    -- Audit: what changed, a digest of the rest, and why\n"
    for section in parts.sections { text += section.audit(tool: plan.header.tool) }
    return text + """

          IF v_done <> v_pending THEN
            RAISE EXCEPTION USING ERRCODE = 'TU010',
              MESSAGE = format('trueup: %s audit rows, %s expected', v_done, v_pending); END IF;
          SET CONSTRAINTS ALL IMMEDIATE;
          IF v_armed = '' THEN RAISE EXCEPTION USING ERRCODE = 'TU999', MESSAGE = 'dry run'; END IF;
          RAISE NOTICE 'trueup: plan %: % changed, % already right', v_plan, v_pending, v_already;
        EXCEPTION WHEN SQLSTATE 'TU999' THEN
          RAISE NOTICE 'trueup: DRY RUN of plan %: % would change, % already right; undone',
            v_plan, v_pending, v_already;
        END;

      """
  }
}
