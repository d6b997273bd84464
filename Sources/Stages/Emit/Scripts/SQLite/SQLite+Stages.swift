import Diagnostics

extension ScriptStage<SQLite> {
  /// The statements that create and fill the table.
  func statements() throws(Failure) -> String {
    let definitions = try quotedColumns().map { ",\n  " + $0 + " TEXT" }.joined()
    return """
      -- \(title)
      CREATE TEMP TABLE \(name) (
        seq INTEGER PRIMARY KEY\(definitions)
      );

      """ + (try insertions(into: "temp." + name))
  }

  /// The check that the table holds exactly what was generated.
  func check() throws(Failure) -> String {
    let parts = ["s.seq"] + (try quotedColumns().map { "quote(s.\($0))" })
    return """
        SELECT RAISE(ABORT, 'trueup TU004: the data of \(name) is damaged')
         WHERE (SELECT count(*) FROM temp.\(name)) <> \(rows.count)
            OR (SELECT lower(hex(sha3(coalesce(group_concat(r, char(10)), ''), 256))) FROM (
                 SELECT \(parts.joined(separator: " || ','\n            || ")) AS r
                   FROM temp.\(name) s ORDER BY s.seq))
               IS NOT '\(digest)';

      """
  }
}
