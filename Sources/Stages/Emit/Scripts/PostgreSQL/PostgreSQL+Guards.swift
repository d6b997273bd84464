extension PostgreSQL {
  /// The rows that violate a condition: a query that yields `row_key`.
  static func violations(of condition: ScriptGuard<Self>) -> String {
    let (name, table) = ("pg_temp.\(condition.stage.name)", condition.table)
    let found = "JOIN pg_temp.trueup_found c ON c.seq = s.change::int4 AND c.class = 'pending'"
    let key = table.keyText(condition.locator)
    switch condition.question {
    case .source(let column, let words):
      return """
          SELECT c.row_key FROM \(name) s \(found)
            JOIN \(table.quoted) t ON \(key) = c.row_key
           WHERE t.\(table.columns[column].quoted)::text IN (\(words))
        """
    case .otherLiveRow(let customer, let status, let statuses):
      let deleted = condition.deleted.map { "\n        AND t.\($0) IS NULL" } ?? ""
      return """
          SELECT DISTINCT c.row_key FROM \(name) s \(found)
           WHERE EXISTS (
             SELECT 1 FROM \(table.quoted) t
              WHERE t.\(table.columns[customer].quoted) = \(table.value(customer, "s.customer"))
                AND t.\(table.columns[status].quoted)::text IN (\(statuses))\(deleted)
                AND NOT EXISTS (
                  SELECT 1 FROM \(name) x
                   WHERE x.change = s.change AND x."spared key" = \(key)))
        """
    }
  }
}
