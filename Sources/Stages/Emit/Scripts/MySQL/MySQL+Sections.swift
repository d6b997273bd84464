import Reconciliation
import SQL

/// What a section contributes to the procedure.
extension ScriptSection<MySQL> {
  private var planned: String { "\(name) s" }
  private var source: String { "\(planned) JOIN trueup_found c ON c.seq = s.seq" }

  /// Finds out for each change whether it is pending, already done, or no longer possible.
  var classification: String {
    """
      -- \(title)
      INSERT INTO trueup_found (seq, row_key, class, `before`, rest_digest)
      SELECT s.seq, \(keyText),
             \(standing.indented(by: 9)),
             \(whenFound(values).indented(by: 9)),
             \(whenFound(restDigest).indented(by: 9))
        FROM \(planned)
        LEFT JOIN \(table.quoted) t ON \(isRow)\(undone);

    """
  }

  /// The values of the columns that are written, as the audit keeps them.
  private var values: String {
    let members = written.map { "\(table.columns[$0].literal), t.\(table.columns[$0].quoted)" }
    return "JSON_OBJECT(\(members.joined(separator: ", ")))"
  }

  /// A digest of the columns that are not written.
  private var restDigest: String {
    let rest = table.columns.indices.filter { !written.contains($0) }
      .map { MySQL.showing("t." + table.columns[$0].quoted) }
    return "SHA2(CONCAT_WS(',', \((["''"] + rest).joined(separator: ", "))), 256)"
  }

  /// What the plan that is undone wrote into the row.
  private var undone: String {
    guard let undoes else { return "" }
    return """

        LEFT JOIN trueup.audit f ON f.audit_id = (
          SELECT MAX(a.audit_id) FROM trueup.audit a
           WHERE a.plan_id = \(undoes) AND a.relation = \(table.relation)
             AND a.row_key = \(keyText))
      """
  }

  /// Gives up unique values that other changes take.
  var parkings: String {
    parking.map { parking in
      let column = table.columns[parking.column].quoted
      let shown = SQLComment.text(table.shape.columns[parking.column].name)
      let value =
        parking.place == .null ? "NULL" : "CONCAT('trueup-park:', v_plan, ':', s.seq)"
      return """

          -- Step \(number) first gives up \(shown), which another row takes
          UPDATE \(source)
            JOIN \(table.quoted) t ON \(isRow)
             SET t.\(column) = \(value)
           WHERE c.class = 'pending';
        \(count("parked"))
        """
    }.joined()
  }

  /// The change itself.
  var effect: String {
    verb == .insert ? addition : modification
  }

  private var modification: String {
    let set = assignments.map { "t.\($0.column) = \($0.value)" }
    return """

        -- \(title)
        UPDATE \(source)
          JOIN \(table.quoted) t ON \(isRow)
           SET \(set.joined(separator: ",\n         "))
         WHERE c.class = 'pending';
      \(count("changed"))
      """
  }

  private var addition: String {
    """

      -- \(title)
      \(insertion(from: source).indented(by: 2))
    \(count("inserted"))
    """
  }

  /// That the statement before touched as many rows as are pending.
  private func count(_ word: String) -> String {
    """
      SET v_rows = ROW_COUNT();
      SELECT COUNT(*) INTO v_wanted
        FROM \(source)
       WHERE c.class = 'pending';
      IF v_rows <> v_wanted THEN
        SET v_says = CONCAT(
          'trueup: step \(number): ', v_rows, ' rows \(word), ', v_wanted, ' expected');
        SIGNAL SQLSTATE 'TU008' SET MESSAGE_TEXT = v_says; END IF;

    """
  }

  /// That every row now reads as planned.
  var readBack: String {
    """
      SELECT COUNT(*) INTO v_rows
        FROM \(asksForClass ? source : planned)
        LEFT JOIN \(table.quoted) t ON \(isRow)
       WHERE \(isOff.indented(by: 3));
      IF v_rows > 0 THEN
        SET v_says = CONCAT(
          'trueup: step \(number): ', v_rows, ' row(s) do not read back as planned');
        SIGNAL SQLSTATE 'TU009' SET MESSAGE_TEXT = v_says; END IF;

    """
  }

  /// The record of what was done and why.
  func audit(tool: String) -> String {
    """
      INSERT INTO trueup.audit (
        plan_id, seq, verb, relation, row_key, because, `before`, `after`, rest_digest, tool,
        applied_by, connection_id)
      SELECT v_plan, s.seq, '\(verb.rawValue)', \(table.relation), c.row_key,
             CONVERT(s.because USING utf8mb4), c.`before`,
             \(values), c.rest_digest,
             \(MySQL.dialect.literal(tool) ?? "''"), SESSION_USER(), CONNECTION_ID()
        FROM \(source)
        JOIN \(table.quoted) t ON \(isRow)
       WHERE c.class = 'pending';
      SELECT COUNT(*) INTO v_rows FROM trueup.audit a
       WHERE a.audit_id > v_last_audit AND CAST(a.plan_id AS BINARY) = CAST(v_plan AS BINARY)
         AND a.verb = '\(verb.rawValue)'
         AND CAST(a.relation AS BINARY) = CAST(\(table.relation) AS BINARY)
         AND a.seq IN (SELECT s.seq FROM \(planned));
      SET v_done = v_done + v_rows;

    """
  }
}

extension ScriptTable<MySQL> {
  /// The name of the database as the server sees it: declared, or that of the session.
  var database: String { schema.isEmpty ? "DATABASE()" : schemaLiteral }

  /// The name under which the audit and the lock know the table.
  var relation: String { "CONCAT(\(database), '.', \(nameLiteral))" }

  /// The name of the lock that only one reconciliation of the table holds.
  var lock: String { "CONCAT('trueup:', SHA1(\(relation)))" }
}
