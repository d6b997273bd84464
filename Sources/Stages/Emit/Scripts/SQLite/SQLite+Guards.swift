extension SQLite {
  /// The rows that violate a condition: a query that yields `row_key`.
  static func violations(of condition: ScriptGuard<Self>) -> String {
    let (name, table) = ("temp.\(condition.stage.name)", condition.table)
    let found =
      "JOIN temp.trueup_found c ON c.seq = CAST(s.change AS INTEGER) AND c.class = 'pending'"
    let key = table.keyText(condition.locator)
    switch condition.question {
    case .source(let column, let words):
      return """
        SELECT c.row_key FROM \(name) s \(found)
          JOIN \(table.quoted) t ON \(key) = c.row_key
         WHERE t.\(table.columns[column].quoted) COLLATE BINARY IN (\(words))
        """
    case .otherLiveRow(let customer, let status, let statuses):
      let deleted = condition.deleted.map { "\n   AND t.\($0) IS NULL" } ?? ""
      let isOwn = "CASE WHEN s.\"spared key\" IS \(key) THEN 1 END"
      return """
        SELECT c.row_key FROM \(name) s \(found)
          JOIN \(table.quoted) t ON \(table.equals(customer, "s.customer"))
         WHERE t.\(table.columns[status].quoted) COLLATE BINARY IN (\(statuses))\(deleted)
         GROUP BY c.row_key, \(key)
        HAVING count(\(isOwn)) = 0
        """
    }
  }
}
