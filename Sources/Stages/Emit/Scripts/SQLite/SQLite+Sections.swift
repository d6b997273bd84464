import Reconciliation
import SQL

/// What a section contributes to the trigger.
extension ScriptSection<SQLite> {
  private var planned: String { "temp.\(name) s" }
  private var source: String { "\(planned) JOIN temp.trueup_found c USING (seq)" }

  var viewName: String { "trueup_look_\(number)" }

  /// Finds out for each change whether it is pending, already done, or no longer possible.
  var view: String {
    """
    -- How each row of step \(number) is found
    CREATE TEMP VIEW \(viewName) AS
    SELECT s.seq,
           \(standing.indented(by: 7)) AS class,
           \(keyText) AS row_key,
           \(whenFound(values).indented(by: 7)) AS before,
           \(whenFound(restDigest).indented(by: 7)) AS rest_digest
      FROM \(planned)
      LEFT JOIN \(table.quoted) t ON \(isRow)\(undone);

    """
  }

  /// The values of the columns that are written, as the audit keeps them.
  private var values: String {
    let members = written.map { "\(table.columns[$0].literal), t.\(table.columns[$0].quoted)" }
    return "json_object(\(members.joined(separator: ", ")))"
  }

  /// A digest of the columns that are not written.
  private var restDigest: String {
    let rest = table.columns.indices.filter { !written.contains($0) }
      .map { "quote(t.\(table.columns[$0].quoted))" }
    return "lower(hex(sha3(\(SQLite.joined(["''"] + rest, by: "','")), 256)))"
  }

  /// What the plan that is undone wrote into the row.
  private var undone: String {
    guard let undoes else { return "" }
    return """

        LEFT JOIN trueup_audit f ON f.audit_id = (
          SELECT max(a.audit_id) FROM trueup_audit a
           WHERE a.plan_id = \(undoes) AND a.relation = \(table.literal)
             AND a.row_key = \(keyText))
      """
  }

  /// Gives up unique values that other changes take.
  var parkings: String {
    parking.map { parking in
      let column = table.columns[parking.column].quoted
      let shown = SQLComment.text(table.shape.columns[parking.column].name)
      let value = parking.place == .null ? "NULL" : "'trueup-park:' || NEW.plan || ':' || s.seq"
      return """

          -- Step \(number) first gives up \(shown), which another row takes
          UPDATE \(table.quoted) SET \(column) = \(value)
            FROM \(source)
           WHERE c.class = 'pending' AND \(isRow(called: table.quoted));
        \(count("parked"))
        """
    }.joined()
  }

  /// The change itself.
  var effect: String {
    verb == .insert ? addition : modification
  }

  private var modification: String {
    let set = assignments.map { "\($0.column) = \($0.value.indented(by: 8))" }
    return """

        -- \(title)
        UPDATE \(table.quoted)
           SET \(set.joined(separator: ",\n         "))
          FROM \(source)
         WHERE c.class = 'pending' AND \(isRow(called: table.quoted));
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
      SELECT RAISE(ABORT, 'trueup TU008: step \(number): not as many rows \(word) as expected')
       WHERE changes() <> (
         SELECT count(*) FROM \(source) WHERE c.class = 'pending');

    """
  }

  /// That every row now reads as planned.
  var readBack: String {
    """
      SELECT RAISE(ABORT, 'trueup TU009: step \(number): rows do not read back as planned')
       WHERE EXISTS (
         SELECT 1 FROM \(asksForClass ? source : planned)
           LEFT JOIN \(table.quoted) t ON \(isRow)
          WHERE \(isOff.indented(by: 6)));

    """
  }

  /// The record of what was done and why, read back.
  func audit(tool: String) -> String {
    """
      INSERT INTO trueup_audit (
        plan_id, seq, verb, relation, row_key, because, before, after, rest_digest, tool)
      SELECT NEW.plan, s.seq, '\(verb.rawValue)', \(table.literal), c.row_key, s.because,
             c.before,
             \(values),
             c.rest_digest, \(SQLite.dialect.literal(tool) ?? "''")
        FROM \(source)
        JOIN \(table.quoted) t ON \(isRow)
       WHERE c.class = 'pending';
      SELECT RAISE(ABORT, 'trueup TU010: step \(number): the audit does not say what was done')
       WHERE (SELECT count(*) FROM \(source) WHERE c.class = 'pending') <> (
         SELECT count(*) FROM trueup_audit a
          WHERE a.audit_id > NEW.last_audit AND a.plan_id = NEW.plan
            AND a.verb = '\(verb.rawValue)' AND a.relation = \(table.literal)
            AND a.seq IN (SELECT s.seq FROM \(planned)));

    """
  }
}
