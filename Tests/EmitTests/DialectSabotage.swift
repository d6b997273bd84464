import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// Something that must stop a run in MariaDB or SQLite, and the code by which it says so.
struct DialectSabotage: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var dialect: DatabaseDialect
  /// What happens to the database between the export and the run.
  var statements = ""
  /// The code, or other words that every refusal of this kind has.
  var words: String
  var tables = DialectBench.tables
  var limits = ChangePlan.Limits(changes: 500, percent: 100)
  var guards = DialectBench.guards
  /// What happens to the script.
  var edit: @Sendable (String) -> String = { $0 }
  /// The name that is armed, if it is not the plan's.
  var plan = ""

  static let all: [DialectSabotage] =
    DialectBench.dialects.flatMap { moved($0) + wrong($0) }
    + mySQLOnly + sqliteOnly + DialectBench.dialects.flatMap { damaged($0) }

  /// Runs the plan under the sabotage, and says what was told and whether anything changed.
  func run(
    mutating mutate: (String) -> String = { $0 }, mode: DialectBench.Mode = .asTold
  ) throws -> (told: DialectBench.Told, hasChanged: Bool) {
    let bench = try DialectBench(dialect)
    defer { bench.drop() }
    let outcome = bench.sample(tables: tables, limits: limits, guards: guards)
    precondition(outcome.review.isEmpty)
    let script = mutate(edit(try bench.writer.reconcile(outcome.plans[0])))
    let answer = bench.query(statements)
    precondition(answer.status == 0, "\(testDescription): \(answer.notices)")
    let before = bench.dump()
    let told = bench.run(script, arm: plan.isEmpty ? outcome.plans[0].id : plan, mode: mode)
    return (told, bench.dump() != before)
  }

  /// Rows that are not any more what they were at the export.
  private static func moved(_ dialect: DatabaseDialect) -> [DialectSabotage] {
    let all = [
      ("a row changed", "UPDATE subscriptions SET metadata = '{}' WHERE id = 's2'", "s2"),
      (
        "only the time of change moved",
        "UPDATE subscriptions SET updatedAt = '2026-05-05' WHERE id = 's2'", "s2"
      ),
      (
        "only a private column changed",
        "UPDATE subscriptions SET email = NULL WHERE id = 's2'", "s2"
      ),
      (
        "text changed in case only",
        "UPDATE subscriptions SET stripeCustomerId = 'CUS_3' WHERE id = 's3'", "s3"
      ),
      (
        "text got a space at its end",
        "UPDATE subscriptions SET userId = 'u3 ' WHERE id = 's3'", "s3"
      ),
      (
        "the key changed in case only",
        "DELETE FROM payments WHERE id = 3; UPDATE subscriptions SET id = 'S3' WHERE id = 's3'",
        "s3"
      ),
      (
        "a row vanished",
        "DELETE FROM payments WHERE id = 3; DELETE FROM subscriptions WHERE id = 's3'", "missing"
      ),
      ("a row of the second table changed", "UPDATE payments SET amount = 1 WHERE id = 4", "4"),
    ]
    return all.map { name, statements, words in
      DialectSabotage(
        testDescription: "\(dialect.rawValue): \(name)", dialect: dialect,
        statements: statements + ";", words: "TU007")
    }
  }

  /// Tables, triggers, names, limits and conditions that are not the expected ones.
  private static func wrong(_ dialect: DatabaseDialect) -> [DialectSabotage] {
    func sabotage(
      _ name: String, _ words: String, _ statements: String = "",
      _ change: (inout DialectSabotage) -> Void = { _ in }
    ) -> DialectSabotage {
      var sabotage = DialectSabotage(
        testDescription: "\(dialect.rawValue): \(name)", dialect: dialect,
        statements: statements, words: words)
      change(&sabotage)
      return sabotage
    }
    var all = [
      sabotage("another plan is armed", "TU000") { $0.plan = "2020-01-01-0" },
      sabotage("too many rows", "TU006") { $0.limits = .init(changes: 2, percent: 100) },
      sabotage("too large a part", "TU006") { $0.limits = .init(changes: 500, percent: 30) },
      sabotage(
        "too large a part of the second table", "TU006", "DELETE FROM payments WHERE id <> 4;"
      ) { $0.limits = .init(changes: 500, percent: 40) },
      sabotage(
        "another live row of the customer", "TU011",
        "UPDATE subscriptions SET stripeCustomerId = 'cus_1' WHERE id = 's5';"),
      sabotage("a source out of bounds", "TU011") {
        $0.guards[1] = .provenance(column: 9, notIn: ["gift", "evt_0"])
      },
      sabotage("an expected trigger is gone", "TU005") { $0.tables = meddled(0) },
    ]
    for (place, name) in ["subscriptions", "payments"].enumerated() {
      all.append(
        sabotage("a trigger nobody told of on \(name)", "TU005", harmless(dialect, on: name)))
      let other = place == 0 ? "email" : "deletedAt"
      let type = place == 0 ? "varchar(255)" : "datetime"
      all.append(
        sabotage(
          "a column of \(name) is generated", "TU005",
          """
          ALTER TABLE \(name) DROP COLUMN \(other);
          ALTER TABLE \(name) ADD COLUMN \(other) \(type) GENERATED ALWAYS AS (NULL) VIRTUAL;
          """))
    }
    for (key, name) in [("s1", 0), ("s2", 0), ("s3", 0), ("4", 1)] {
      all.append(
        sabotage("a trigger alters row \(key)", "TU009", altering(dialect, key, name)) {
          $0.tables = meddled(name)
        })
    }
    return all
  }

  private static func harmless(_ dialect: DatabaseDialect, on table: String) -> String {
    dialect == .mysql
      ? "CREATE TRIGGER meddler BEFORE UPDATE ON \(table) FOR EACH ROW SET @meddled = 1;"
      : "CREATE TRIGGER meddler AFTER UPDATE ON \(table) BEGIN SELECT 1; END;"
  }

  private static func altering(_ dialect: DatabaseDialect, _ key: String, _ place: Int) -> String {
    let (table, column, value) =
      place == 0
      ? ("subscriptions", "stripeCustomerId", "'x'") : ("payments", "stripePaymentIntentId", "'x'")
    return dialect == .mysql
      ? """
      CREATE TRIGGER meddler BEFORE UPDATE ON \(table) FOR EACH ROW
        SET NEW.\(column) = IF(OLD.id = '\(key)', \(value), OLD.\(column));
      """
      : """
      CREATE TRIGGER meddler AFTER UPDATE OF updatedAt ON \(table) WHEN OLD.id = '\(key)'
      BEGIN UPDATE \(table) SET \(column) = \(value) WHERE id = OLD.id; END;
      """
  }

  private static func meddled(_ place: Int) -> [TableShape] {
    var tables = DialectBench.tables
    tables[place].triggers = ["meddler"]
    return tables
  }
}

extension DialectSabotage {
  /// Scripts that were edited, or damaged on their way, in each place that is counted or digested.
  fileprivate static func damaged(_ dialect: DatabaseDialect) -> [DialectSabotage] {
    let isMySQL = dialect == .mysql
    func sabotage(
      _ name: String, _ words: String, _ edit: @escaping @Sendable (String) -> String
    ) -> DialectSabotage {
      DialectSabotage(
        testDescription: "\(dialect.rawValue): \(name)", dialect: dialect, words: words, edit: edit)
    }
    var all = [
      sabotage("the plan has expired", "TU002") {
        $0.replacing("2100-01-01", with: "2026-01-01")
      },
      sabotage("a staged row was removed", "TU004") { script in
        script.replacing(/INSERT INTO (temp\.)?trueup_3 [^;]*;\n/, with: "")
      },
      sabotage("a change is not looked at", "TU004") { script in
        isMySQL
          ? script.replacing(
            "FROM trueup_4 s\n    LEFT JOIN",
            with: "FROM (SELECT * FROM trueup_4 LIMIT 0) s LEFT JOIN")
          : script.replacing(
            "  INSERT INTO trueup_found SELECT * FROM temp.trueup_look_4;\n", with: "")
      },
      sabotage("the server is too old", "TU001") {
        $0.replacing("SIGNED) < 8 THEN", with: "SIGNED) < 800 THEN")
          .replacing("AS REAL) < 38", with: "AS REAL) < 3800")
      },
    ]
    for key in ["s1", "s2", "s3", "4"] {
      all.append(
        sabotage("the data of \(key) was edited", "TU004") {
          $0.replacing("'status-stale | drift d-\(key) ", with: "'status-stale | drift d-x ")
        })
    }
    for (place, row) in ["(1, '1', 'cus_1', 's1')", "(1, '1')"].enumerated() {
      all.append(
        sabotage("the data of condition \(place + 1) was edited", "TU004") {
          $0.replacing(row, with: row.replacing("'1'", with: "'2'"))
        })
    }
    return all + uncounted(dialect)
  }

  /// Statements that would touch no row, which their counts notice.
  private static func uncounted(_ dialect: DatabaseDialect) -> [DialectSabotage] {
    let ends =
      dialect == .mysql
      ? ("c.class = 'pending';\n  SET v_rows", "c.class = 'pending';\n  SET v_done")
      : (
        "s.\"key id\";\n  SELECT RAISE(ABORT, 'trueup TU008",
        "c.class = 'pending';\n  SELECT RAISE(ABORT, 'trueup TU010"
      )
    func lamed(_ name: String, _ words: String, _ end: String, _ place: Int) -> DialectSabotage {
      let lame = end.replacing("s.\"key id\"", with: "NULL").replacing("'pending'", with: "'none'")
      return DialectSabotage(
        testDescription: "\(dialect.rawValue): \(name) \(place + 1) touches nothing",
        dialect: dialect, words: words,
        edit: { script in
          let pieces = script.components(separatedBy: end)
          return pieces[...place].joined(separator: end) + lame
            + pieces[(place + 1)...].joined(separator: end)
        })
    }
    return (0..<6).map { lamed("statement", "TU008", ends.0, $0) }
      + (0..<4).map { lamed("audit", "TU010", ends.1, $0) }
  }

  fileprivate static let mySQLOnly: [DialectSabotage] = {
    func edited(_ name: String, _ words: String, _ old: String, _ new: String) -> DialectSabotage {
      DialectSabotage(
        testDescription: "mysql: \(name)", dialect: .mysql, words: words,
        edit: { $0.replacing(old, with: new) })
    }
    func done(_ name: String, _ words: String, _ statements: String) -> DialectSabotage {
      DialectSabotage(
        testDescription: "mysql: \(name)", dialect: .mysql, statements: statements, words: words)
    }
    /// Edits what is said of one of the two tables.
    func blinded(_ place: Int) -> DialectSabotage {
      DialectSabotage(
        testDescription: "mysql: triggers of table \(place + 1) can not be seen", dialect: .mysql,
        words: "TU005",
        edit: { script in
          let mark = "  -- payments: nobody else reconciles it"
          var parts = script.components(separatedBy: mark)
          parts[place] = parts[place].replacing(
            "PRIVILEGE_TYPE = 'TRIGGER'", with: "PRIVILEGE_TYPE = ''")
          return parts.joined(separator: mark)
        })
    }
    let setting = "SET SESSION autocommit"
    return [
      blinded(0), blinded(1),
      edited("the time zone is not set", "TU001", "SET SESSION time_zone", "-- "),
      edited("the character set is not set", "TU001", "SET NAMES utf8mb4", "SET NAMES latin1"),
      edited(
        "strict mode is not set", "TU001", "SET SESSION sql_mode = 'STRICT_ALL_TABLES,",
        "SET SESSION sql_mode = '"),
      edited("foreign keys are off", "TU001", setting, "SET foreign_key_checks = 0; " + setting),
      edited("unique keys are off", "TU001", setting, "SET unique_checks = 0; " + setting),
      edited("the server is read only", "TU001", "@@GLOBAL.read_only", "NOT @@GLOBAL.read_only"),
      edited("the audit is gone", "TU005", "k.TABLE_NAME = 'audit'", "k.TABLE_NAME = 'gone'"),
      edited(
        "another holds the lock", "TU003",
        "NOT GET_LOCK(CONCAT('trueup:', SHA1(CONCAT(DATABASE(), '.', 'subscriptions'))), 0) <=> 1",
        "TRUE"),
      edited(
        "another holds the second lock", "TU003",
        "NOT GET_LOCK(CONCAT('trueup:', SHA1(CONCAT(DATABASE(), '.', 'payments'))), 0) <=> 1",
        "TRUE"),
      done(
        "a column has another type", "TU005",
        "ALTER TABLE subscriptions MODIFY updatedAt timestamp(3) NOT NULL;"),
      done(
        "the table is not in InnoDB", "TU005",
        """
        ALTER TABLE payments DROP FOREIGN KEY payments_ibfk_1;
        ALTER TABLE payments ENGINE = MyISAM;
        """
      ),
      done(
        "the first table is not in InnoDB", "TU005",
        """
        ALTER TABLE payments DROP FOREIGN KEY payments_ibfk_1;
        ALTER TABLE subscriptions ENGINE = MyISAM;
        """),
      done(
        "a label is not in the enumeration", "truncated",
        "ALTER TABLE subscriptions MODIFY status enum('TRIALING','ACTIVE','EXPIRED') NOT NULL;"),
      done("the table is gone", "doesn't exist", "RENAME TABLE payments TO x;"),
    ]
  }()

  fileprivate static let sqliteOnly: [DialectSabotage] = [
    DialectSabotage(
      testDescription: "sqlite: foreign keys are off", dialect: .sqlite, words: "TU001",
      edit: { $0.replacing("PRAGMA foreign_keys = ON;\n", with: "") }),
    DialectSabotage(
      testDescription: "sqlite: a temporary table hides the first table", dialect: .sqlite,
      words: "TU005",
      edit: {
        $0.replacing(
          "BEGIN IMMEDIATE;",
          with:
            "BEGIN IMMEDIATE;CREATE TEMP TABLE Subscriptions AS SELECT * FROM main.subscriptions;")
      }),
    DialectSabotage(
      testDescription: "sqlite: a temporary table hides the second table", dialect: .sqlite,
      words: "TU005",
      edit: {
        $0.replacing(
          "BEGIN IMMEDIATE;",
          with: "BEGIN IMMEDIATE; CREATE TEMP TABLE payments AS SELECT * FROM main.payments;")
      }),
    DialectSabotage(
      testDescription: "sqlite: a trigger suppresses the change", dialect: .sqlite,
      statements: """
        CREATE TRIGGER meddler BEFORE UPDATE ON subscriptions WHEN OLD.id = 's3'
        BEGIN SELECT RAISE(IGNORE); END;
        """, words: "TU008",
      tables: {
        var tables = DialectBench.tables
        tables[0].triggers = ["meddler"]
        return tables
      }()),
    DialectSabotage(
      testDescription: "sqlite: the audit is gone", dialect: .sqlite,
      statements: "DROP TABLE trueup_audit;", words: "no such table"),
    DialectSabotage(
      testDescription: "sqlite: the table is gone", dialect: .sqlite,
      statements: "ALTER TABLE payments RENAME TO x;", words: "no such table"),
    DialectSabotage(
      testDescription: "sqlite: a column is gone", dialect: .sqlite,
      statements: "ALTER TABLE subscriptions DROP COLUMN lastEventId;", words: "no such column"),
  ]
}
