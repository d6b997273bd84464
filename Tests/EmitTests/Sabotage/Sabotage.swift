import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// Something that must stop a run, and the code by which it says so.
struct Sabotage: Sendable, CustomTestStringConvertible {
  /// The plan whose name a run is armed with.
  enum Arming { case itself, another, none }

  var name: String
  var dialect: DatabaseDialect
  /// The code, or other words that every refusal of this kind has.
  var words: String
  /// What happens to the database between the export and the run.
  var statements = ""
  /// What another session has done, but commits only after the script began.
  var meanwhile = ""
  var tables: [TableShape]
  var limits = ChangePlan.Limits(changes: 500, percent: 100)
  var guards = ServerBench.guards
  /// What happens to the script.
  var edit: @Sendable (String) -> String = { $0 }
  var arming = Arming.itself

  var testDescription: String { "\(dialect.rawValue): \(name)" }

  init(
    _ name: String, _ dialect: DatabaseDialect, _ words: String, _ statements: String = "",
    _ change: (inout Sabotage) -> Void = { _ in }
  ) {
    self.name = name
    self.dialect = dialect
    self.words = words
    self.statements = statements
    tables = ServerBench.tables(dialect)
    change(&self)
  }

  /// The same for a script that was edited.
  init(
    _ name: String, _ dialect: DatabaseDialect, _ words: String,
    edit: @escaping @Sendable (String) -> String
  ) {
    self.init(name, dialect, words) { $0.edit = edit }
  }

  static func all(_ dialect: DatabaseDialect) -> [Sabotage] {
    let own =
      switch dialect {
      case .postgresql: postgreSQLOnly
      case .mysql: mySQLOnly
      case .sqlite: sqliteOnly
      }
    return moved(dialect) + wrong(dialect) + damaged(dialect) + own
  }

  /// Runs the plan under the sabotage, and says what was told and whether anything changed.
  ///
  /// The bench has the sample rows, and has them again afterwards unless the tables were altered.
  func run(
    on bench: ServerBench, mutating mutate: (String) -> String = { $0 },
    mode: ServerBench.Mode = .asTold
  ) throws -> (told: DatabaseAnswer, hasChanged: Bool) {
    let outcome = bench.sample(tables: tables, limits: limits, guards: guards)
    precondition(outcome.review.isEmpty)
    let plan = outcome.plans[0]
    let script = mutate(edit(try bench.writer.reconcile(plan)))
    if !statements.isEmpty { bench.query(statements) }
    let arm: String? =
      switch arming {
      case .itself: plan.id
      case .another: "2020-01-01-0"
      case .none: nil
      }
    guard !meanwhile.isEmpty else {
      let before = bench.dump()
      return (bench.run(script, arm: arm, mode: mode), bench.dump() != before)
    }
    let other = bench.makeSession()
    defer { other.close() }
    _ = other.ask("BEGIN;\n" + meanwhile)
    let running = try bench.start(script, arm: plan.id)
    bench.awaitLock(of: running.program)
    _ = other.ask("COMMIT;")
    let before = bench.query("SELECT status FROM subscriptions WHERE id = 's1';")
    let told = running.answer()
    return (told, bench.query("SELECT status FROM subscriptions WHERE id = 's1';") != before)
  }

  /// Rows that are not any more what they were at the export.
  private static func moved(_ dialect: DatabaseDialect) -> [Sabotage] {
    let all = [
      ("a row changed", "UPDATE subscriptions SET metadata = '{}' WHERE id = 's2'"),
      (
        "only the time of change moved",
        #"UPDATE subscriptions SET "updatedAt" = '2026-05-05' WHERE id = 's2'"#
      ),
      ("only a private column changed", "UPDATE subscriptions SET email = NULL WHERE id = 's2'"),
      (
        "text changed in case only",
        #"UPDATE subscriptions SET "stripeCustomerId" = 'CUS_3' WHERE id = 's3'"#
      ),
      (
        "text got a space at its end",
        #"UPDATE subscriptions SET "userId" = 'u3 ' WHERE id = 's3'"#
      ),
      (
        "the key changed in case only",
        "DELETE FROM payments WHERE id = 3; UPDATE subscriptions SET id = 'S3' WHERE id = 's3'"
      ),
      (
        "a row vanished",
        "DELETE FROM payments WHERE id = 3; DELETE FROM subscriptions WHERE id = 's3'"
      ),
      ("a row of the second table changed", "UPDATE payments SET amount = 1 WHERE id = 4"),
    ]
    return all.map { name, statements in
      Sabotage(name, dialect, "TU007", statements + ";")
    } + [
      Sabotage("another session has changed a row and commits later", dialect, "TU007") {
        $0.meanwhile = "UPDATE subscriptions SET status = 'EXPIRED' WHERE id = 's1';"
      }
    ]
  }

  /// Tables, triggers, names, limits and conditions that are not the expected ones.
  private static func wrong(_ dialect: DatabaseDialect) -> [Sabotage] {
    func sabotage(
      _ name: String, _ words: String, _ statements: String = "",
      _ change: (inout Sabotage) -> Void = { _ in }
    ) -> Sabotage {
      Sabotage(name, dialect, words, statements, change)
    }
    var all = [
      sabotage("no plan is armed", "DRY RUN") { $0.arming = .none },
      sabotage("another plan is armed", "TU000") { $0.arming = .another },
      sabotage("too many rows", "TU006") { $0.limits = .init(changes: 2, percent: 100) },
      sabotage("too large a part", "TU006") { $0.limits = .init(changes: 500, percent: 30) },
      sabotage(
        "too large a part of the second table", "TU006", "DELETE FROM payments WHERE id <> 4;"
      ) { $0.limits = .init(changes: 500, percent: 40) },
      sabotage(
        "another live row of the customer", "TU011",
        #"UPDATE subscriptions SET "stripeCustomerId" = 'cus_1' WHERE id = 's5';"#),
      sabotage("a source out of bounds", "TU011") {
        $0.guards[1] = .provenance(column: 9, notIn: ["gift", "evt_0"])
      },
      sabotage("an expected trigger is gone", "TU005") { $0.tables[0].triggers = ["meddler"] },
    ]
    for (place, name) in ["subscriptions", "payments"].enumerated() {
      let harmless = trigger(dialect, on: name)
      all.append(sabotage("a trigger nobody told of on \(name)", "TU005", harmless))
      let other = place == 0 ? "email" : #""deletedAt""#
      let type = place == 0 ? "varchar(255)" : dialect == .postgresql ? "timestamptz" : "datetime"
      let kind = dialect == .postgresql ? "STORED" : "VIRTUAL"
      all.append(
        sabotage(
          "a column of \(name) is generated", "TU005",
          """
          ALTER TABLE \(name) DROP COLUMN \(other);
          ALTER TABLE \(name) ADD COLUMN \(other) \(type) GENERATED ALWAYS AS (NULL) \(kind);
          """))
    }
    for (key, place) in [("s1", 0), ("s2", 0), ("s3", 0), ("4", 1)] {
      let table = place == 0 ? "subscriptions" : "payments"
      let column = place == 0 ? "stripeCustomerId" : "stripePaymentIntentId"
      all.append(
        sabotage(
          "a trigger alters row \(key)", "TU009",
          trigger(dialect, on: table, altering: column, of: key)
        ) { $0.tables[place].triggers = ["meddler"] })
    }
    return all
  }

  /// A trigger that does nothing, or sets a column of one row whenever that is changed.
  private static func trigger(
    _ dialect: DatabaseDialect, on table: String, altering column: String = "updatedAt",
    of key: String = ""
  ) -> String {
    switch dialect {
    case .postgresql:
      """
      CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF OLD.id::text = '\(key)' THEN NEW."\(column)" := 'x'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER meddler BEFORE UPDATE ON \(table) FOR EACH ROW EXECUTE FUNCTION meddle();
      """
    case .mysql:
      """
      CREATE TRIGGER meddler BEFORE UPDATE ON \(table) FOR EACH ROW
        SET NEW."\(column)" = IF(OLD.id = '\(key)', 'x', NEW."\(column)");
      """
    case .sqlite:
      """
      CREATE TRIGGER meddler AFTER UPDATE OF updatedAt ON \(table) WHEN OLD.id = '\(key)'
      BEGIN UPDATE \(table) SET "\(column)" = 'x' WHERE id = OLD.id; END;
      """
    }
  }
}
