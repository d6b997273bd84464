extension PostgreSQL {
  /// The rows that violate a condition: a query that yields `row_key`.
  static func violations(of condition: ScriptGuard<Self>) -> String {
    let (name, table) = ("pg_temp.\(condition.stage.name)", condition.table)
    let rows = """
      FROM \(name) s
        JOIN pg_temp.trueup_found c ON c.seq = s.change::int4 AND c.class = 'pending'
        JOIN \(table.quoted) t ON \(condition.isFound.joined(separator: "\n   AND "))
      """
    func word(_ column: Int) -> String { "t.\(table.columns[column].quoted)::text" }
    switch condition.question {
    case .source(let column, let words):
      return """
        SELECT c.row_key
          \(rows)
         WHERE \(word(column)) IN (\(words))
        """
    case .otherLiveRow(let status, let statuses):
      let deleted = condition.deleted.map { "\n   AND t.\($0) IS NULL" } ?? ""
      return """
        SELECT DISTINCT c.row_key
          \(rows)
         WHERE \(word(status)) IN (\(statuses))\(deleted)
           AND NOT EXISTS (
             SELECT 1 FROM \(name) x
              WHERE x.change = s.change AND x."spared key" = \(table.keyText(condition.locator)))
        """
    }
  }
}
