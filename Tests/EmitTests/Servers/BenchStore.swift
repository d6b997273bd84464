import Dumps
import Foundation
import Reconciliation
import SQL
import TestSupport

/// Where a bench keeps its tables: all that is said differently to each kind of server.
protocol BenchStore: Sendable {
  var quoting: SQLDialect { get }
  /// The program that answers statements with bare rows, and what it is told first.
  var client: (words: [String], prelude: String) { get }
  /// The words that run a script given as standard input, armed unless `arm` is `nil`.
  func words(arm: String?, mode: ServerBench.Mode, options: [String]) -> [String]
  /// A script without what makes the program stop at the first error.
  func careless(_ script: String) -> String
  /// An expression for a JSON array of columns as texts.
  func array(of columns: [String]) -> String
  /// An expression that sorts texts by their bytes.
  func byBytes(_ column: String) -> String
  /// A table as the database's own tool dumps it, in the order of its keys.
  func dump(_ table: String) -> (text: String, format: DumpFormat)
  /// A query for the audit rows of this database.
  var audit: String { get }
  /// A query for the numbers of the others who are connected to this database, if that is known.
  var others: String? { get }
  /// A query for how many others wait for a lock in this database, if that is known.
  var waiting: String? { get }
  /// The statement that ends the connection of another.
  func end(_ number: Substring) -> String
  func remove()
}

struct PostgreSQLStore: BenchStore {
  let server: PostgresServer
  let database: String
  let quoting = SQLDialect.postgresql

  init(_ server: PostgresServer) {
    self.server = server
    database = server.makeDatabase()
  }

  var client: (words: [String], prelude: String) {
    (server.words(database, ["-A", "-t", "-f", "-"]), "SET timezone = 'UTC';")
  }

  func words(arm: String?, mode: ServerBench.Mode, options: [String]) -> [String] {
    let careless = mode == .goingOn ? ["-1", "-v", "ON_ERROR_STOP=0"] : []
    let armed = arm.map { ["-c", "SET trueup.apply = '\($0)'"] } ?? []
    return server.words(
      database,
      ["-v", "VERBOSITY=verbose"] + careless + options + armed
        + ["-f", "-"])
  }

  func careless(_ script: String) -> String {
    script.replacing("\\set ON_ERROR_STOP on\n", with: "")
  }

  func array(of columns: [String]) -> String {
    "to_json(ARRAY[\(columns.map { $0 + "::text" }.joined(separator: ", "))])"
  }

  func byBytes(_ column: String) -> String { "\(column)::text COLLATE \"C\"" }

  func dump(_ table: String) -> (text: String, format: DumpFormat) {
    let copy = "COPY (SELECT * FROM \(table) ORDER BY id) TO STDOUT (FORMAT csv, HEADER)"
    return (server.psql(database, ["-c", copy]).output, .postgresCSV)
  }

  let audit = "trueup.audit WHERE true"
  let others: String? =
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
    + "AND pid <> pg_backend_pid() AND backend_type = 'client backend';"
  let waiting: String? =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    + "AND wait_event_type = 'Lock';"

  func end(_ number: Substring) -> String { "SELECT pg_terminate_backend(\(number));" }

  func remove() { server.drop(database) }
}

struct MariaDBStore: BenchStore {
  let server: MariaDBServer
  let database: String
  let quoting = SQLDialect.mysql

  init(_ server: MariaDBServer) {
    self.server = server
    database = server.makeDatabase()
  }

  /// Benches share one audit, so they must not lock the gaps between its records.
  var client: (words: [String], prelude: String) {
    (
      server.words(
        database,
        ["--batch", "--skip-column-names", "--raw", "--unbuffered"]
          + ["--default-character-set=utf8mb4"]),
      """
      SET time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT');
      SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
      """
    )
  }

  func words(arm: String?, mode: ServerBench.Mode, options: [String]) -> [String] {
    let armed = arm.map { ["--init-command=SET @trueup_apply = '\($0)'"] } ?? []
    return server.words(database, options + armed + (mode == .goingOn ? ["--force"] : []))
  }

  func careless(_ script: String) -> String { script }

  func array(of columns: [String]) -> String {
    "JSON_ARRAY(\(columns.map { "CAST(\($0) AS CHAR)" }.joined(separator: ", ")))"
  }

  func byBytes(_ column: String) -> String { "CAST(\(column) AS BINARY)" }

  func dump(_ table: String) -> (text: String, format: DumpFormat) {
    (server.dump(database, table).output, .mysqlDump)
  }

  var audit: String { "trueup.audit WHERE relation LIKE '\(database).%'" }
  let others: String? =
    "SELECT ID FROM information_schema.PROCESSLIST "
    + "WHERE DB = DATABASE() AND ID <> CONNECTION_ID();"
  let waiting: String? =
    "SELECT COUNT(*) FROM information_schema.INNODB_TRX x JOIN information_schema.PROCESSLIST p "
    + "ON p.ID = x.trx_mysql_thread_id WHERE p.DB = DATABASE() AND x.trx_state = 'LOCK WAIT';"

  func end(_ number: Substring) -> String { "KILL CONNECTION \(number);" }

  /// The audit is one for all databases of a server.
  func remove() {
    server.query("", "DELETE FROM \(audit);")
    server.drop(database)
  }
}

struct SQLiteStore: BenchStore {
  let file = SQLiteFile()
  let quoting = SQLDialect.sqlite

  var client: (words: [String], prelude: String) {
    (
      ["stdbuf", "-o0"] + file.words(["-bail"]),
      ".timeout 3000\nPRAGMA foreign_keys = ON;"
    )
  }

  func words(arm: String?, mode: ServerBench.Mode, options: [String]) -> [String] {
    file.words(
      options
        + (arm.map { ["-cmd", "CREATE TEMP TABLE trueup_apply AS SELECT '\($0)' AS plan"] } ?? []))
  }

  func careless(_ script: String) -> String { script.replacing(".bail on\n", with: "") }

  func array(of columns: [String]) -> String {
    "json_array(\(columns.map { "CAST(\($0) AS TEXT)" }.joined(separator: ", ")))"
  }

  func byBytes(_ column: String) -> String { "\(column) COLLATE BINARY" }

  func dump(_ table: String) -> (text: String, format: DumpFormat) {
    (file.run(input: ".dump \(table)\n").output, .sqliteDump)
  }

  let audit = "trueup_audit WHERE true"
  let others: String? = nil
  let waiting: String? = nil

  func end(_ number: Substring) -> String { "" }

  func remove() { file.remove() }
}
