import Foundation
import TestSupport
import Testing

/// A database in MariaDB or SQLite that is dumped by its own tool, compared, mended and dumped
/// again.
private struct DialectLoop {
  private enum Store {
    case mariaDB(MariaDBServer, database: String)
    case sqlite(SQLiteFile)
  }

  let scratch: Scratch
  private let store: Store

  init(_ dialect: TablesWorld.Dialect, seed: UInt64) throws {
    scratch = try Scratch()
    if dialect == .mysql {
      let server = try MariaDBServer.shared.get()
      store = .mariaDB(server, database: server.makeDatabase())
    } else {
      store = .sqlite(SQLiteFile())
    }
    let world = TablesWorld(seed: seed, dialect: dialect)
    let loaded = query(world.script)
    #expect(loaded.status == 0, "\(loaded.notices)")
    try scratch.write(world.events, to: "events.ndjson")
    try scratch.write(TablesWorld.pipeline(dialect), to: "loop.xml")
  }

  func drop() {
    switch store {
    case .mariaDB(let server, let database): server.drop(database)
    case .sqlite(let file): file.remove()
    }
  }

  @discardableResult
  func query(_ text: String) -> DatabaseAnswer {
    switch store {
    case .mariaDB(let server, let database):
      server.query(database, "SET time_zone = '+00:00';\n" + text)
    case .sqlite(let file): file.run(["-bail"], input: text)
    }
  }

  /// Every row that is not marked as deleted.
  var rows: String {
    query(
      TablesWorld.tables.map { table in
        let isMarked = ["invoices", "payments"].contains(table)
        return "SELECT * FROM \(table)\(isMarked ? " WHERE deleted_at IS NULL" : "") ORDER BY id;"
      }.joined(separator: "\n")
    ).output
  }

  /// Dumps every table and runs the program on the dumps.
  func run() throws -> Program.Answer {
    for table in TablesWorld.tables {
      let dump =
        switch store {
        case .mariaDB(let server, let database): server.dump(database, table)
        case .sqlite(let file): file.run(input: ".dump \(table)\n")
        }
      #expect(dump.status == 0, "\(dump.notices)")
      try scratch.write(dump.output, to: "\(table).sql")
    }
    return try Program.run(
      ["run", "loop.xml", "--output", "out", "--progress", "never"], in: scratch.folder)
  }

  /// The folder of the latest run.
  var latest: String {
    URL(filePath: scratch.folder.path + "/out/loop/latest").resolvingSymlinksInPath().path
  }

  /// Runs a script as its header says, armed for its own plan if so.
  func execute(_ script: String, isArmed: Bool) throws -> (status: Int32, text: String) {
    let text = try String(contentsOfFile: script, encoding: .utf8)
    let name = text.firstMatch(of: /apply = '([^']+)'|SELECT '([^']+)' AS plan/)
    let plan = name.map { String($0.1 ?? $0.2 ?? "") } ?? ""
    let answer =
      switch store {
      case .mariaDB(let server, let database):
        server.client(
          database, isArmed ? ["--init-command=SET @trueup_apply = '\(plan)'"] : [], input: text)
      case .sqlite(let file):
        file.run(
          isArmed ? ["-cmd", "CREATE TEMP TABLE trueup_apply AS SELECT '\(plan)' AS plan"] : [],
          input: text)
      }
    return (answer.status, answer.output + answer.notices)
  }
}

@Suite(
  .serialized,
  .enabled(
    if: MariaDBServer.isWanted && SQLiteFile.isWanted,
    "\(MariaDBServer.requirement), or \(SQLiteFile.requirement)"))
struct `The loop closes on MariaDB and SQLite` {
  @Test(arguments: [TablesWorld.Dialect.mysql, .sqlite], 1...3 as ClosedRange<UInt64>)
  func `what follows from a subscription is mended in its own tables`(
    _ dialect: TablesWorld.Dialect, _ seed: UInt64
  ) throws {
    let loop = try DialectLoop(dialect, seed: seed)
    defer { loop.drop() }
    let original = loop.rows
    let first = try loop.run()
    #expect(first.status == 1, "\(first.output)\(first.errors)")
    let scripts = loop.latest
    #expect(try loop.execute(scripts + "/setup.sql", isArmed: false).status == 0)
    let dry = try loop.execute(scripts + "/reconcile.sql", isArmed: false)
    #expect(dry.text.contains("DRY RUN"), "\(dry.text)")
    #expect(loop.rows == original)

    let applied = try loop.execute(scripts + "/reconcile.sql", isArmed: true)
    #expect(applied.status == 0, "\(applied.text)")
    let mended = loop.rows
    #expect(mended.contains("evt_s") && !mended.contains("open"))
    #expect(mended.split(separator: "\n").count > original.split(separator: "\n").count)
    let second = try loop.run()
    #expect(second.status == 0, "\(second.output)\(second.errors)")
    let verified = try Program.run(["verify", loop.latest, "--against", scripts])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")

    let again = try loop.execute(scripts + "/reconcile.sql", isArmed: true)
    #expect(again.text.contains("already applied"), "\(again.text)")
    #expect(loop.rows == mended)
    let undone = try loop.execute(scripts + "/rollback.sql", isArmed: true)
    #expect(undone.status == 0, "\(undone.text)")
    #expect(loop.rows == original, "what was inserted is marked as deleted, the rest is back")
  }
}
