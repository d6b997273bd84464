public import Reconciliation

extension DatabaseDialect {
  /// How scripts are written for such a database.
  var language: any ScriptLanguage.Type {
    switch self {
    case .postgresql, .mysql, .sqlite: PostgreSQL.self
    }
  }

  /// Whether changes of such a database are written as SQL.
  ///
  /// SQL of one dialect is not SQL of another: without a writer of its own a dialect gets none.
  public var hasScripts: Bool { self == .postgresql }
}
