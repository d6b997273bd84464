import Reconciliation
import SQL

/// What a section contributes to the `DO` block.
extension ScriptSection<PostgreSQL> {
  private var planned: String { "pg_temp.\(name) s" }
  private var source: String { "\(planned) JOIN pg_temp.trueup_found c USING (seq)" }

  /// Finds out for each change whether it is pending, already done, or no longer possible.
  var classification: String {
    """
      -- \(title)
      INSERT INTO pg_temp.trueup_found (seq, row_key, class, before, rest_digest)
      SELECT s.seq, \(keyText),
             \(standing.indented(by: 9)),
             \(whenFound(values).indented(by: 9)),
             encode(sha256(convert_to((to_jsonb(t.*) - ARRAY[\(names)])::text, 'UTF8')), 'hex')
        FROM \(planned)
        LEFT JOIN \(table.quoted) t ON \(isRow)\(undone);

    """
  }

  /// The names of the columns that are written, as literals.
  private var names: String {
    written.map { table.columns[$0].literal }.joined(separator: ", ")
  }

  /// The values of the columns that are written, as the audit keeps them; a function takes at most
  /// a hundred arguments.
  private var values: String {
    let members = written.map { "\(table.columns[$0].literal), t.\(table.columns[$0].quoted)" }
    return stride(from: 0, to: members.count, by: 50).map {
      "jsonb_build_object(\(members[$0...].prefix(50).joined(separator: ", ")))"
    }.joined(separator: " || ")
  }

  /// What the plan that is undone wrote into the row.
  private var undone: String {
    guard let undoes else { return "" }
    return """

        LEFT JOIN LATERAL (
          SELECT a.after FROM trueup.audit a
           WHERE a.plan_id = \(undoes) AND a.relation = \(table.literal) AND a.row_key = \(keyText)
           ORDER BY a.audit_id DESC LIMIT 1) f ON true
      """
  }

  /// Gives up unique values that other changes take.
  var parkings: String {
    parking.map { parking in
      let column = table.columns[parking.column].quoted
      let shown = SQLComment.text(table.shape.columns[parking.column].name)
      let value = parking.place == .null ? "NULL" : "'trueup-park:' || v_plan || ':' || s.seq"
      return """

            -- Step \(number) first gives up \(shown), which another row takes
            UPDATE \(table.quoted) t SET \(column) = \(value)
              FROM \(source)
             WHERE c.class = 'pending' AND \(isRow);
        \(count("parked"))
        """
    }.joined()
  }

  /// The change itself.
  var effect: String {
    verb == .insert ? addition : modification
  }

  private var modification: String {
    let set = assignments.map { "\($0.column) = \($0.value)" }
    return """

          -- \(title)
          UPDATE \(table.quoted) t
             SET \(set.joined(separator: ",\n           "))
            FROM \(source)
           WHERE c.class = 'pending' AND \(isRow);
      \(count("changed"))
      """
  }

  private var addition: String {
    """

        -- \(title)
        \(insertion(from: source).indented(by: 4))
    \(count("inserted"))
    """
  }

  /// That the statement before touched as many rows as are pending.
  private func count(_ word: String) -> String {
    """
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        SELECT count(*) INTO v_wanted
          FROM \(source)
         WHERE c.class = 'pending';
        IF v_rows <> v_wanted THEN
          RAISE EXCEPTION USING ERRCODE = 'TU008',
            MESSAGE = format(
              'trueup: step \(number): %s rows \(word), %s expected', v_rows, v_wanted); END IF;

    """
  }

  /// That every row now reads as planned.
  var readBack: String {
    """
        SELECT count(*) INTO v_rows
          FROM \(asksForClass ? source : planned)
          LEFT JOIN \(table.quoted) t ON \(isRow)
         WHERE \(isOff.indented(by: 5));
        IF v_rows > 0 THEN
          RAISE EXCEPTION USING ERRCODE = 'TU009',
            MESSAGE = format(
              'trueup: step \(number): %s row(s) do not read back as planned', v_rows); END IF;

    """
  }

  /// The record of what was done and why.
  func audit(tool: String) -> String {
    let tool = SQLDialect.postgresql.literal(tool) ?? "''"
    return """
          INSERT INTO trueup.audit (
            plan_id, seq, verb, relation, row_key, because, before, after, rest_digest, tool)
          SELECT v_plan, s.seq, '\(verb.rawValue)', \(table.literal), c.row_key, s.because,
                 c.before,
                 \(values),
                 c.rest_digest, \(tool)
            FROM \(source)
            JOIN \(table.quoted) t ON \(isRow)
           WHERE c.class = 'pending';
          v_done := v_done + (
            SELECT count(*) FROM trueup.audit a
             WHERE a.txid = txid_current() AND a.plan_id = v_plan
               AND a.verb = '\(verb.rawValue)' AND a.relation = \(table.literal)
               AND a.seq IN (SELECT s.seq FROM \(planned)));

      """
  }
}
