import Reconciliation

/// Triggers that do nothing, or meddle with one row when it is changed.
extension GuardBench {
  /// Makes the table of a change set a column of its row to a value whenever it is changed.
  func meddle(with change: Change, _ name: String, _ value: String) {
    let (key, table) = (change.keyText, bench.tables[change.table].name.table)
    switch dialect {
    case .postgresql:
      bench.query(
        Self.function(
          """
          IF TG_TABLE_NAME = '\(table)' AND OLD.id::text = '\(key)' THEN
            NEW.\(name) := \(value); END IF;
          RETURN NEW;
          """))
    case .mysql:
      replace(change.table, "NEW.\(name) = IF(OLD.id = '\(key)', \(value), NEW.\(name))")
    case .sqlite:
      replace(
        change.table,
        "UPDATE \(table) SET \(name) = \(value) WHERE id = OLD.id AND id = '\(key)'")
    }
  }

  /// Makes the triggers do nothing again.
  func calm() {
    guard dialect != .postgresql else { return _ = bench.query(Self.function("RETURN NEW;")) }
    for place in bench.tables.indices { replace(place, nil) }
  }

  private func replace(_ place: Int, _ action: String?) {
    bench.query("DROP TRIGGER meddler_\(place);\n" + Self.trigger(dialect, place, action))
  }

  static func function(_ body: String) -> String {
    """
    CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN \(body) END $$;
    """
  }

  static func trigger(
    _ dialect: DatabaseDialect, _ place: Int, _ action: String? = nil
  ) -> String {
    let table = place == ServerBench.subscriptions ? "subscriptions" : "payments"
    let name = "meddler_\(place)"
    switch dialect {
    case .postgresql:
      return """
        CREATE TRIGGER \(name) BEFORE UPDATE ON \(table)
          FOR EACH ROW EXECUTE FUNCTION meddle();
        """
    case .mysql:
      return """
        CREATE TRIGGER \(name) BEFORE UPDATE ON \(table) FOR EACH ROW
          SET \(action ?? "NEW.id = NEW.id");
        """
    case .sqlite:
      return """
        CREATE TRIGGER \(name) AFTER UPDATE OF "updatedAt" ON \(table)
        BEGIN \(action ?? "SELECT 1"); END;
        """
    }
  }
}
