import Foundation
import TestSupport
import Testing

/// A database that is dumped, compared, mended and dumped again, all by the real programs.
private struct Loop {
  let server: PostgresServer
  let database: String
  let scratch: Scratch

  init(seed: UInt64) throws {
    server = try PostgresServer.shared.get()
    database = server.makeDatabase()
    scratch = try Scratch()
    let world = LoopWorld(seed: seed)
    let loaded = server.query(database, world.script)
    #expect(loaded.status == 0, "\(loaded.notices)")
    try scratch.write(world.events, to: "events.ndjson")
    try scratch.write(LoopWorld.pipeline, to: "loop.xml")
  }

  /// The subscriptions as `COPY` writes them, in the order of their keys.
  var rows: String {
    server.query(
      database, "COPY (SELECT * FROM subscriptions ORDER BY id) TO STDOUT (FORMAT csv, HEADER)"
    ).output
  }

  /// Dumps every table and runs the program on the dumps.
  func run() throws -> Program.Answer {
    for table in ["users", "plans"] {
      let dump = server.query(database, "COPY \(table) TO STDOUT (FORMAT csv, HEADER)")
      try scratch.write(dump.output, to: "\(table).csv")
    }
    try scratch.write(rows, to: "subscriptions.csv")
    return try Program.run(
      ["run", "loop.xml", "--output", "out", "--progress", "never"], in: scratch.folder)
  }

  /// The path of a file of the latest run.
  func file(_ name: String) -> String { scratch.folder.path + "/out/loop/latest/" + name }

  /// The plan's name, as the header of its script gives it.
  func planID(of script: String) throws -> String {
    let text = try String(contentsOfFile: script, encoding: .utf8)
    let match = try #require(text.firstMatch(of: /SET trueup\.apply = '([^']+)'/))
    return String(match.1)
  }

  /// Runs a script armed for its own plan.
  func apply(_ script: String) throws -> PostgresServer.Answer {
    let plan = try planID(of: script)
    return server.psql(database, ["-c", "SET trueup.apply = '\(plan)'", "-f", script])
  }
}

@Suite(
  .serialized,
  .enabled(if: PostgresServer.isWanted, Comment(rawValue: PostgresServer.requirement)))
struct `The loop closes on a real PostgreSQL` {
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `what is mended stays mended and can be undone`(seed: UInt64) throws {
    let loop = try Loop(seed: seed)
    defer { loop.server.drop(loop.database) }
    let original = loop.rows
    let first = try loop.run()
    #expect(first.status == 1, "\(first.output)\(first.errors)")

    let tried = loop.server.psql(loop.database, ["-f", loop.file("setup.sql")])
    #expect(tried.status == 0, "\(tried.notices)")
    let dry = loop.server.psql(loop.database, ["-f", loop.file("reconcile.sql")])
    #expect(dry.status == 0 && dry.notices.contains("DRY RUN"), "\(dry.notices)")
    #expect(loop.rows == original)

    let scripts = loop.scratch.folder.path + "/out/loop/first"
    try FileManager.default.copyItem(
      atPath: URL(filePath: loop.file("")).resolvingSymlinksInPath().path, toPath: scripts)
    let applied = try loop.apply(scripts + "/reconcile.sql")
    #expect(applied.status == 0, "\(applied.notices)")
    let mended = loop.rows
    #expect(mended != original)

    let second = try loop.run()
    #expect(second.status == 0, "\(second.output)\(second.errors)")

    let again = try loop.apply(scripts + "/reconcile.sql")
    #expect(again.status == 0, "\(again.notices)")
    #expect(loop.rows == mended)

    let undone = try loop.apply(scripts + "/rollback.sql")
    #expect(undone.status == 0, "\(undone.notices)")
    #expect(loop.rows == original)
  }

  @Test func `a row that moved underneath stops everything`() throws {
    let loop = try Loop(seed: 7)
    defer { loop.server.drop(loop.database) }
    _ = try loop.run()
    #expect(loop.server.psql(loop.database, ["-f", loop.file("setup.sql")]).status == 0)
    let script = try String(contentsOfFile: loop.file("reconcile.sql"), encoding: .utf8)
    let key = try #require(script.firstMatch(of: /'(row[0-9]+)'/)).1
    loop.server.query(
      loop.database, "UPDATE subscriptions SET \"updatedAt\" = now() WHERE id = '\(key)'")
    let moved = loop.rows
    let applied = try loop.apply(loop.file("reconcile.sql"))
    #expect(applied.status == 3, "\(applied.notices)")
    #expect(loop.rows == moved)
  }
}
