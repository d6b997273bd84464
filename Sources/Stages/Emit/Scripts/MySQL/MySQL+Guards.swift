extension MySQL {
  /// The rows that violate a condition: a query that yields `row_key`.
  ///
  /// A temporary table may stand in a query only once, so keys are spared by counting.
  static func violations(of condition: ScriptGuard<Self>) -> String {
    let (name, table) = (condition.stage.name, condition.table)
    let found =
      "JOIN trueup_found c ON c.seq = CAST(s.`change` AS SIGNED) AND c.class = 'pending'"
    let key = table.keyText(condition.locator)
    func bytes(_ column: Int) -> String {
      "CAST(CONVERT(t.\(table.columns[column].quoted) USING utf8mb4) AS BINARY)"
    }
    switch condition.question {
    case .source(let column, let words):
      return """
        SELECT c.row_key FROM \(name) s \(found)
          JOIN \(table.quoted) t ON CAST(\(key) AS BINARY) = CAST(c.row_key AS BINARY)
         WHERE \(bytes(column)) IN (\(words))
        """
    case .otherLiveRow(let customer, let status, let statuses):
      let deleted = condition.deleted.map { "\n   AND t.\($0) IS NULL" } ?? ""
      return """
        SELECT c.row_key FROM \(name) s \(found)
          JOIN \(table.quoted) t ON \(table.equals(customer, "s.`customer`"))
         WHERE \(bytes(status)) IN (\(statuses))\(deleted)
         GROUP BY c.row_key, \(key)
        HAVING COUNT(CASE WHEN s.`spared key` = CAST(\(key) AS BINARY) THEN 1 END) = 0
        """
    }
  }
}
