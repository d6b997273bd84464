extension SQLite {
  /// The rows that violate a condition: a query that yields `row_key`.
  static func violations(of condition: ScriptGuard<Self>) -> String {
    let (name, table) = ("temp.\(condition.stage.name)", condition.table)
    let rows = """
      SELECT c.row_key
        FROM \(name) s
        JOIN temp.trueup_found c ON c.seq = CAST(s.change AS INTEGER) AND c.class = 'pending'
        JOIN \(table.quoted) t ON \(condition.isFound.joined(separator: "\n   AND "))
      """
    func bytes(_ column: Int) -> String { "t.\(table.columns[column].quoted) COLLATE BINARY" }
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
        HAVING count(CASE WHEN s."spared key" IS \(key) THEN 1 END) = 0
        """
    }
  }
}
