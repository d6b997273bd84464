import Billing
import Emit
import Foundation
import Reconciliation
import SQL
import TestSupport

/// A small billing database in MariaDB or SQLite, and what the planner needs to know of it.
struct DialectBench {
  static let dialects: [DatabaseDialect] = [.mysql, .sqlite]
  static let isWanted: Bool = MariaDBServer.isWanted && SQLiteFile.isWanted
  static let requirement: String = MariaDBServer.requirement + ", or " + SQLiteFile.requirement

  static let shape = TableShape(
    TableName(schema: "", table: "subscriptions"),
    columns: [
      ColumnShape("id", .text, role: .key),
      ColumnShape("userId", .text),
      ColumnShape("status", .enumeration(schema: "", name: "SubscriptionStatus")),
      ColumnShape("currentPeriodEnd", .timestamp(3)),
      ColumnShape("cancelAtPeriodEnd", .boolean),
      ColumnShape("stripeCustomerId", .text, isNullable: true),
      ColumnShape("stripeSubscriptionId", .text, isNullable: true),
      ColumnShape("email", .text, isNullable: true, isPrivate: true),
      ColumnShape("metadata", .json, hasDefault: true),
      ColumnShape("lastEventId", .text, role: .marker, isNullable: true),
      ColumnShape("updatedAt", .timestamp(3), role: .touched),
      ColumnShape("deletedAt", .timestamp(3), role: .softDelete, isNullable: true),
    ],
    uniqueIndexes: [UniqueIndex([6]), UniqueIndex([1, 2, 11])])

  static let paymentShape = TableShape(
    TableName(schema: "", table: "payments"),
    columns: [
      ColumnShape("id", .wholeNumber, role: .key, hasDefault: true),
      ColumnShape("subscriptionId", .text),
      ColumnShape("amount", .wholeNumber),
      ColumnShape("stripePaymentIntentId", .text, isNullable: true),
      ColumnShape("updatedAt", .timestamptz(3), role: .touched),
      ColumnShape("deletedAt", .timestamptz(3), role: .softDelete, isNullable: true),
    ],
    uniqueIndexes: [UniqueIndex([3])],
    references: [TableReference([1], to: TableName(schema: "", table: "subscriptions"), ["id"])])

  static let tables = [shape, paymentShape]

  /// Conditions that hold for the first of the sample rows.
  static let guards: [ChangeCondition] = [
    .noOtherLiveSubscription(
      .init(
        customerColumn: 5, customer: .text("cus_1"), statusColumn: 2, liveStatuses: ["ACTIVE"])),
    .provenance(column: 9, notIn: ["gift"]),
  ]

  let dialect: DatabaseDialect
  let writer: ScriptWriter
  private let store: Store

  private enum Store {
    case mariaDB(MariaDBServer, database: String)
    case sqlite(SQLiteFile)
  }

  /// A fresh database with the sample rows and the audit table.
  init(_ dialect: DatabaseDialect, schema: String? = nil) throws {
    self.dialect = dialect
    writer = ScriptWriter(dialect)
    if dialect == .mysql {
      let server = try MariaDBServer.shared.get()
      store = .mariaDB(server, database: server.makeDatabase())
    } else {
      store = .sqlite(SQLiteFile())
    }
    for text in [schema ?? Self.schema(of: dialect), writer.setup] {
      let answer = query(text)
      precondition(answer.status == 0, answer.notices)
    }
  }

  func drop() {
    switch store {
    case .mariaDB(let server, let database):
      query("DELETE FROM trueup.audit WHERE relation LIKE '\(database).%'")
      server.drop(database)
    case .sqlite(let file): file.remove()
    }
  }

  /// Runs statements and returns the rows without decoration.
  @discardableResult
  func query(_ text: String) -> DatabaseAnswer {
    switch store {
    case .mariaDB(let server, let database):
      server.query(database, "SET time_zone = '+00:00';\n" + text)
    case .sqlite(let file): file.run(["-bail"], input: "PRAGMA foreign_keys = ON;\n" + text)
    }
  }

  /// How a script is run: as its header says, or in a way that goes on after errors.
  enum Mode: CaseIterable { case asTold, goingOn }

  /// The words that run a script given as standard input, armed unless `arm` is `nil`.
  func words(arm: String?, mode: Mode = .asTold) -> [String] {
    switch store {
    case .mariaDB(let server, let database):
      let armed = arm.map { ["--init-command=SET @trueup_apply = '\($0)'"] } ?? []
      return server.words(database, armed + (mode == .goingOn ? ["--force"] : []))
    case .sqlite(let file):
      return file.words(
        arm.map { ["-cmd", "CREATE TEMP TABLE trueup_apply AS SELECT '\($0)' AS plan"] } ?? [])
    }
  }

  /// Runs a script, armed with a plan's name unless `arm` is `nil`.
  func run(_ script: String, arm: String?, mode: Mode = .asTold) -> Told {
    let isGoingOn = mode == .goingOn && dialect == .sqlite
    let text = isGoingOn ? script.replacing(".bail on\n", with: "") : script
    return Told(DatabaseProgram.run(words(arm: arm, mode: mode), input: text))
  }

  /// What a run said.
  struct Told {
    var status: Int32
    var text: String
    init(_ answer: DatabaseAnswer) {
      status = answer.status
      text = answer.output + answer.notices
    }
  }

  /// The rows of a table as texts, in the order of the first column.
  func rows(_ shape: TableShape) -> [[ExportedCell]] {
    let quoting: SQLDialect = dialect == .mysql ? .mysql : .sqlite
    let names = ([shape.name.table] + shape.columns.map(\.name)).map {
      quoting.identifier($0) ?? ""
    }
    let (array, text) = dialect == .mysql ? ("JSON_ARRAY", "CHAR") : ("json_array", "TEXT")
    let columns = names.dropFirst(1).map { "CAST(\($0) AS \(text))" }.joined(separator: ", ")
    let order = dialect == .mysql ? "CAST(\(names[1]) AS BINARY)" : "\(names[1]) COLLATE BINARY"
    let answer = query("SELECT \(array)(\(columns)) FROM \(names[0]) ORDER BY \(order);")
    return answer.output.split(separator: "\n").map { line in
      let cells = (try? JSONDecoder().decode([String?].self, from: Data(line.utf8))) ?? []
      return cells.map { $0.map { .text($0) } ?? .null }
    }
  }

  /// Everything in both tables, in SQLite with how it is stored.
  func dump() -> String {
    let statements =
      dialect == .mysql
      ? "SELECT * FROM subscriptions ORDER BY id; SELECT * FROM payments ORDER BY id;"
      : ".dump subscriptions payments"
    let answer = query(statements)
    return answer.output + answer.notices
  }

  func auditCount(_ plan: ChangePlan) -> String {
    let audit =
      switch store {
      case .mariaDB(_, let database): "trueup.audit WHERE relation LIKE '\(database).%' AND"
      case .sqlite: "trueup_audit WHERE"
      }
    return query("SELECT count(*) FROM \(audit) plan_id = '\(plan.id)';").output
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension DialectBench {
  /// A wanted update of one row, as the export has it.
  func update(
    _ key: String, _ new: [String: ExportedCell], table: Int = 0, verb: Change.Verb = .update,
    guards: [ChangeCondition] = [], tables: [TableShape] = Self.tables
  ) -> Change {
    let shape = tables[table]
    let row = rows(shape).first { $0[0] == .text(key) } ?? []
    let set = new.compactMap { name, cell in
      shape.column(named: name).map { ColumnCell($0, cell) }
    }.sorted { $0.column < $1.column }
    return Change(
      verb, table: table, locator: [ColumnCell(0, .text(key))],
      old: row.enumerated().map { ColumnCell($0.offset, $0.element) }, new: set, guards: guards,
      reason: Script.reason(key))
  }

  /// A swap of a unique value, a change of two columns one of which marks the event, and a payment.
  func sample(
    tables: [TableShape] = Self.tables,
    limits: ChangePlan.Limits = .init(changes: 500, percent: 100),
    guards: [ChangeCondition] = Self.guards
  ) -> ChangePlanner.Outcome {
    plan(
      [
        update(
          "s1", ["status": .text("PAST_DUE"), "stripeSubscriptionId": .text("sub_2")],
          guards: guards, tables: tables),
        update("s2", ["stripeSubscriptionId": .text("sub_1")], tables: tables),
        update(
          "s3", ["status": .text("EXPIRED"), "lastEventId": .text("evt_9")], tables: tables),
        update("4", ["amount": .text("-500")], table: 1, tables: tables),
      ], tables: tables, limits: limits)
  }

  /// Plans changes over what the database holds now.
  func plan(
    _ wanted: [Change], tables: [TableShape] = Self.tables,
    limits: ChangePlan.Limits = .init(changes: 500, percent: 100)
  ) -> ChangePlanner.Outcome {
    var holders = SlotHolders(tables: tables, wanted: wanted)
    var counts: [Int] = []
    for (place, table) in tables.enumerated() {
      let rows = rows(table)
      counts.append(rows.count)
      for row in rows { holders.note(row, table: place) }
    }
    let planner = ChangePlanner(
      header: Script.header(limits: limits), tables: tables, rowCounts: counts)
    return planner.plan(wanted, holders: holders)
  }

  /// The tables with the sample rows.
  static func schema(of dialect: DatabaseDialect) -> String {
    (dialect == .mysql ? mySQLTables : sqliteTables) + rows
  }

  /// Puts back the sample rows, whatever was done to them.
  func restore() { query("DELETE FROM payments; DELETE FROM subscriptions;" + Self.rows) }

  private static let rows: String = {
    let subscriptions = (1...9).map { n in
      "('s\(n)', 'u\(n)', 'ACTIVE', '2026-02-01 00:00:00.000', 0, 'cus_\(n)', 'sub_\(n)', "
        + "'person\(n)@example.com', '{\"n\": \(n)}', 'evt_0', '2026-01-01 00:00:00.123', NULL)"
    }.joined(separator: ",\n  ")
    let payments = (1...9).map { n in
      "(\(n), 's\(n)', 2999, 'pi_\(n)', '2026-01-01 00:00:00.000', NULL)"
    }.joined(separator: ",\n  ")
    return """

      INSERT INTO subscriptions VALUES
        \(subscriptions);
      INSERT INTO payments VALUES
        \(payments);

      """
  }()

  private static let mySQLTables = """
    CREATE TABLE subscriptions (
      id varchar(64) PRIMARY KEY, userId varchar(64) NOT NULL,
      status enum('TRIALING','ACTIVE','PAST_DUE','CANCELED','EXPIRED') NOT NULL,
      currentPeriodEnd datetime(3) NOT NULL, cancelAtPeriodEnd tinyint(1) NOT NULL DEFAULT 0,
      stripeCustomerId varchar(64), stripeSubscriptionId varchar(64) UNIQUE, email varchar(255),
      metadata json NOT NULL DEFAULT '{}', lastEventId varchar(64),
      updatedAt datetime(3) NOT NULL, deletedAt datetime(3),
      UNIQUE KEY (userId, status, deletedAt)) ENGINE=InnoDB;
    CREATE TABLE payments (
      id bigint AUTO_INCREMENT PRIMARY KEY, subscriptionId varchar(64) NOT NULL,
      amount int NOT NULL, stripePaymentIntentId varchar(64) UNIQUE,
      updatedAt timestamp(3) NOT NULL, deletedAt timestamp(3) NULL,
      FOREIGN KEY (subscriptionId) REFERENCES subscriptions (id)) ENGINE=InnoDB;
    """

  private static let sqliteTables = """
    CREATE TABLE subscriptions (
      id TEXT PRIMARY KEY, userId TEXT NOT NULL, status TEXT NOT NULL,
      currentPeriodEnd DATETIME NOT NULL, cancelAtPeriodEnd BOOLEAN NOT NULL DEFAULT 0,
      stripeCustomerId TEXT COLLATE NOCASE, stripeSubscriptionId TEXT UNIQUE, email TEXT,
      metadata TEXT NOT NULL DEFAULT '{}', lastEventId TEXT,
      updatedAt DATETIME NOT NULL, deletedAt DATETIME, UNIQUE (userId, status, deletedAt));
    CREATE TABLE payments (
      id INTEGER PRIMARY KEY, subscriptionId TEXT NOT NULL REFERENCES subscriptions (id),
      amount INTEGER NOT NULL, stripePaymentIntentId TEXT UNIQUE,
      updatedAt DATETIME NOT NULL, deletedAt DATETIME);
    """
}
