import Foundation
import Reconciliation
import TestSupport

/// Where a world's tables are: a real server, or a file of SQLite's.
enum WorldStore {
  case postgreSQL(PostgresServer, database: String)
  case mariaDB(MariaDBServer, database: String)
  case sqlite(SQLiteFile)

  /// A server of their own: a world begins without the audit, and that is one for all databases of
  /// a server.
  private static let mariaDB: Result<MariaDBServer, ServerError> = Result {
    () throws(ServerError) in try MariaDBServer(options: MariaDBServer.hasty)
  }

  init(_ dialect: DatabaseDialect) throws {
    switch dialect {
    case .postgresql:
      let server = try PostgresServer.shared.get()
      self = .postgreSQL(server, database: server.makeDatabase())
    case .mysql:
      let server = try Self.mariaDB.get()
      self = .mariaDB(server, database: server.makeDatabase())
    case .sqlite: self = .sqlite(SQLiteFile())
    }
  }

  var dialect: DatabaseDialect {
    switch self {
    case .postgreSQL: .postgresql
    case .mariaDB: .mysql
    case .sqlite: .sqlite
    }
  }

  /// The format of the dumps.
  var format: String {
    switch self {
    case .postgreSQL: "postgres-csv"
    case .mariaDB: "mysql-dump"
    case .sqlite: "sqlite-dump"
    }
  }

  /// The path of the dump of a table, which may have others in it as well.
  func dump(of table: String) -> String {
    switch self {
    case .postgreSQL: "database/\(table).csv"
    case .mariaDB: "database/dump.sql"
    case .sqlite: "database/\(table).sql"
    }
  }

  /// A column's type as the pipeline writes it for this dialect.
  func type(_ type: String) -> String? {
    switch (dialect, type) {
    case (.postgresql, _): type
    case (.mysql, "jsonb"): "json"
    case (_, "uuid"): nil
    // MySQL's own type for it ends in 2038.
    default: type.replacing("timestamptz", with: "timestamp")
    }
  }

  func remove() {
    switch self {
    case .postgreSQL(let server, let database): server.drop(database)
    case .mariaDB(let server, let database): server.drop(database)
    case .sqlite(let file): file.remove()
    }
  }

  /// Removes whatever there is, and runs statements.
  func fill(_ statements: String) -> DatabaseAnswer {
    switch self {
    case .postgreSQL(let server, let database):
      server.query(
        database,
        """
        SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public;
        DROP SCHEMA IF EXISTS trueup CASCADE; SET timezone = 'UTC';
        """ + statements)
    case .mariaDB(let server, let database):
      server.query(
        "",
        """
        DROP DATABASE IF EXISTS trueup; DROP DATABASE \(database); CREATE DATABASE \(database);
        USE \(database); SET time_zone = '+00:00';
        """ + statements)
    case .sqlite(let file):
      {
        file.remove()
        return file.run(["-bail"], input: "PRAGMA foreign_keys = ON;\nBEGIN;\n\(statements)COMMIT;")
      }()
    }
  }

  /// Has the database's own tool dump the tables to a folder.
  func dump(_ tables: [String], to folder: String) -> DatabaseAnswer {
    switch self {
    case .postgreSQL(let server, let database):
      server.query(
        database,
        tables.map { table in
          let rows = #"SELECT * FROM "\#(table)" ORDER BY id::text COLLATE "C""#
          return #"\copy (\#(rows)) TO '\#(folder)/\#(table).csv' WITH (FORMAT csv, HEADER)"#
        }.joined(separator: "\n"))
    case .mariaDB(let server, let database): server.dump(database, to: folder + "/dump.sql")
    case .sqlite(let file):
      file.run(
        input: tables.map { ".output '\(folder)/\($0).sql'\n.dump \"\($0)\"\n" }.joined())
    }
  }

  /// Runs a script, armed with its own plan if so, at the time of the world.
  func execute(_ script: String, isArmed: Bool) throws -> DatabaseAnswer {
    let text = LaterTime.script(try String(contentsOfFile: script, encoding: .utf8))
    let name = text.firstMatch(of: /apply = '([^']+)'|SELECT '([^']+)' AS plan/)
    let plan = isArmed ? name.map { String($0.1 ?? $0.2 ?? "") } ?? "" : nil
    switch self {
    case .postgreSQL(let server, let database):
      return server.psql(
        database, (plan.map { ["-c", "SET trueup.apply = '\($0)'"] } ?? []) + ["-f", "-"],
        input: text)
    case .mariaDB(let server, let database):
      return server.client(
        database, plan.map { ["--init-command=SET @trueup_apply = '\($0)'"] } ?? [], input: text)
    case .sqlite(let file):
      return file.run(
        plan.map { ["-cmd", "CREATE TEMP TABLE trueup_apply AS SELECT '\($0)' AS plan"] } ?? [],
        input: text)
    }
  }
}
