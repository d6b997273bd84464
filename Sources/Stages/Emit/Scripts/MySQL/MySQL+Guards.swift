extension MySQL {
  /// The rows that violate a condition: a query that yields `row_key`.
  ///
  /// A temporary table may stand in a query only once, so keys are spared by counting.
  static func violations(of condition: ScriptGuard<Self>) -> String {
    let (name, table) = (condition.stage.name, condition.table)
    let rows = """
      SELECT c.row_key
        FROM \(name) s
        JOIN trueup_found c ON c.seq = CAST(s.`change` AS SIGNED) AND c.class = 'pending'
        JOIN \(table.quoted) t ON \(condition.isFound.joined(separator: "\n   AND "))
      """
    func bytes(_ column: Int) -> String {
      "CAST(CONVERT(t.\(table.columns[column].quoted) USING utf8mb4) AS BINARY)"
    }
    switch condition.question {
    case .source(let column, let words):
      return """
        \(rows)
         WHERE \(bytes(column)) IN (\(words))
        """
    case .otherLiveRow(let status, let statuses):
      let key = table.keyText(condition.locator)
      let deleted = condition.deleted.map { "\n   AND t.\($0) IS NULL" } ?? ""
      return """
        \(rows)
         WHERE \(bytes(status)) IN (\(statuses))\(deleted)
         GROUP BY c.row_key, \(key)
        HAVING COUNT(CASE WHEN s.`spared key` = CAST(\(key) AS BINARY) THEN 1 END) = 0
        """
    }
  }
}
