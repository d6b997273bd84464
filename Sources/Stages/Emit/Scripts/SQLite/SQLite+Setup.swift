extension SQLite {
  static var setup: String {
    """
    -- trueup setup.sql
    -- Run once in each database:  sqlite3 DATABASE < setup.sql
    -- It creates the table "trueup_audit", in which every applied change is recorded.
    .bail on
    CREATE TABLE IF NOT EXISTS trueup_audit (
      audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
      plan_id TEXT NOT NULL,
      seq INTEGER NOT NULL,
      verb TEXT NOT NULL,
      relation TEXT NOT NULL,
      row_key TEXT NOT NULL,
      because TEXT NOT NULL,
      before TEXT,
      after TEXT NOT NULL,
      rest_digest TEXT,
      tool TEXT NOT NULL,
      applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    );
    CREATE INDEX IF NOT EXISTS trueup_audit_row ON trueup_audit (plan_id, relation, row_key);

    """
  }
}
