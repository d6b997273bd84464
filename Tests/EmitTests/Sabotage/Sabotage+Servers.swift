import Foundation
import Reconciliation

/// What can only be wrong with one kind of server.
extension Sabotage {
  private static func edited(
    _ name: String, _ dialect: DatabaseDialect, _ words: String, _ old: String, _ new: String
  ) -> Sabotage {
    Sabotage(name, dialect, words) { $0.replacing(old, with: new) }
  }

  /// Edits what is said of one of the two tables, which begins with a comment.
  private static func edited(
    _ name: String, _ dialect: DatabaseDialect, table: Int, _ old: String, _ new: String
  ) -> Sabotage {
    Sabotage("\(name) (table \(table + 1))", dialect, "TU005") { script in
      let mark = "payments: nobody else reconciles it"
      var parts = script.components(separatedBy: mark)
      parts[table] = parts[table].replacing(old, with: new)
      return parts.joined(separator: mark)
    }
  }

  static let postgreSQLOnly: [Sabotage] = {
    func edited(_ name: String, _ words: String, _ old: String, _ new: String) -> Sabotage {
      Self.edited(name, .postgresql, words, old, new)
    }
    func done(_ name: String, _ words: String, _ statements: String) -> Sabotage {
      Sabotage(name, .postgresql, words, statements)
    }
    let meddler =
      """
      CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
      CREATE TRIGGER meddler BEFORE UPDATE ON subscriptions FOR EACH ROW EXECUTE FUNCTION meddle();
      """
    return [
      edited("the server is a standby", "TU001", "IF pg_is_in_rec", "IF NOT pg_is_in_rec"),
      edited("the encoding is another", "TU001", "ng') <> 'UTF8'", "ng') <> 'LATIN1'"),
      edited(
        "constraints are off", "TU001", "BEGIN TRA",
        "SET session_replication_role=replica;BEGIN TRA"),
      done("the audit is gone", "TU005", "DROP TABLE trueup.audit;"),
      edited(
        "another holds the lock", "TU003",
        "NOT pg_try_advisory_xact_lock(hashtextextended('trueup:' || 'public.subscriptions', 0))",
        "TRUE"),
      edited(
        "another holds the second lock", "TU003",
        "NOT pg_try_advisory_xact_lock(hashtextextended('trueup:' || 'public.payments', 0))",
        "TRUE"),
      done("the table is gone", "TU005", "ALTER TABLE subscriptions RENAME TO x;"),
      done("the second table is gone", "TU005", "ALTER TABLE payments RENAME TO x;"),
      done(
        "the first table is a view", "TU005",
        "ALTER TABLE subscriptions RENAME TO x; CREATE VIEW subscriptions AS SELECT * FROM x;"),
      done(
        "the table is a view", "TU005",
        "ALTER TABLE payments RENAME TO x; CREATE VIEW payments AS SELECT * FROM x;"),
      done(
        "a column has another type", "TU005",
        #"ALTER TABLE subscriptions ALTER "updatedAt" TYPE timestamptz;"#),
      done("a column is gone", "TU005", #"ALTER TABLE subscriptions DROP "lastEventId";"#),
      done(
        "the key changed in case only, where its column knows none", "TU007",
        """
        CREATE COLLATION caseless
          (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        DELETE FROM payments WHERE id = 3;
        UPDATE subscriptions SET id = 'S3' WHERE id = 's3';
        ALTER TABLE subscriptions ALTER id TYPE text COLLATE caseless;
        """),
      done(
        "a rule swallows the change", "TU008",
        "CREATE RULE r AS ON UPDATE TO subscriptions DO INSTEAD NOTHING;"),
      Sabotage("a trigger suppresses the change", .postgresql, "TU008", meddler) {
        $0.tables[0].triggers = ["meddler"]
      },
      done(
        "a label is not in the enumeration", "invalid input value for enum",
        #"ALTER TYPE "SubscriptionStatus" RENAME VALUE 'PAST_DUE' TO 'LATE';"#),
    ]
  }()

  static let mySQLOnly: [Sabotage] = {
    func edited(_ name: String, _ words: String, _ old: String, _ new: String) -> Sabotage {
      Self.edited(name, .mysql, words, old, new)
    }
    func done(_ name: String, _ words: String, _ statements: String) -> Sabotage {
      Sabotage(name, .mysql, words, statements)
    }
    let blinded = [0, 1].map {
      Self.edited(
        "triggers can not be seen", .mysql, table: $0, "PRIVILEGE_TYPE = 'TRIGGER'",
        "PRIVILEGE_TYPE = ''")
    }
    let setting = "SET SESSION autocommit"
    return blinded + [
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
        """),
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

  static let sqliteOnly: [Sabotage] = {
    func hidden(_ name: String, _ statement: String) -> Sabotage {
      edited(name, .sqlite, "TU005", "BEGIN IMMEDIATE;", "BEGIN IMMEDIATE; " + statement)
    }
    func done(_ name: String, _ words: String, _ statements: String) -> Sabotage {
      Sabotage(name, .sqlite, words, statements)
    }
    return [
      edited("foreign keys are off", .sqlite, "TU001", "PRAGMA foreign_keys = ON;\n", ""),
      hidden(
        "a temporary table hides the first table",
        "CREATE TEMP TABLE Subscriptions AS SELECT * FROM main.subscriptions;"),
      hidden(
        "a temporary table hides the second table",
        "CREATE TEMP TABLE payments AS SELECT * FROM main.payments;"),
      Sabotage(
        "a trigger suppresses the change", .sqlite, "TU008",
        """
        CREATE TRIGGER meddler BEFORE UPDATE ON subscriptions WHEN OLD.id = 's3'
        BEGIN SELECT RAISE(IGNORE); END;
        """
      ) { $0.tables[0].triggers = ["meddler"] },
      done("the audit is gone", "no such table", "DROP TABLE trueup_audit;"),
      done("the table is gone", "no such table", "ALTER TABLE payments RENAME TO x;"),
      done(
        "a column is gone", "no such column", "ALTER TABLE subscriptions DROP COLUMN lastEventId;"),
    ]
  }()
}
