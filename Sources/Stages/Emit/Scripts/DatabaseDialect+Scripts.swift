import Reconciliation

extension DatabaseDialect {
  /// How scripts are written for such a database.
  var language: any ScriptLanguage.Type {
    switch self {
    case .postgresql: PostgreSQL.self
    case .mysql: MySQL.self
    case .sqlite: SQLite.self
    }
  }
}
