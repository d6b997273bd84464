import Foundation
import TestSupport
import Testing

/// A database that is dumped, compared, mended and dumped again, all by the real programs.
private struct Loop {
  let server: PostgresServer
  let database: String
  let scratch: Scratch
  let tables: [String]

  init(seed: UInt64) throws {
    server = try PostgresServer.shared.get()
    database = server.makeDatabase()
    scratch = try Scratch()
    tables = ["users", "plans", "subscriptions"]
    let world = LoopWorld(seed: seed)
    try fill(world.script, events: world.events, pipeline: LoopWorld.pipeline)
  }

  /// The company with tables of its own for what follows from a subscription.
  init(tablesWith seed: UInt64) throws {
    server = try PostgresServer.shared.get()
    database = server.makeDatabase()
    scratch = try Scratch()
    tables = TablesWorld.tables
    let world = TablesWorld(seed: seed)
    try fill(world.script, events: world.events, pipeline: TablesWorld.pipeline())
  }

  private func fill(_ script: String, events: String, pipeline: String) throws {
    let loaded = server.query(database, script)
    #expect(loaded.status == 0, "\(loaded.notices)")
    try scratch.write(events, to: "events.ndjson")
    try scratch.write(pipeline, to: "loop.xml")
  }

  /// The subscriptions as `COPY` writes them, in the order of their keys.
  var rows: String { rows(of: "subscriptions") }

  /// A table as `COPY` writes it, in the order of its keys.
  func rows(of table: String) -> String {
    let rows = "SET timezone = 'UTC'; COPY (SELECT * FROM \(table) ORDER BY id) TO STDOUT"
    return server.query(database, rows + " (FORMAT csv, HEADER)").output
  }

  /// Every table.
  var dump: String { tables.map(rows(of:)).joined(separator: "\n") }

  /// Dumps every table and runs the program on the dumps.
  func run() throws -> Program.Answer {
    for table in tables { try scratch.write(rows(of: table), to: "\(table).csv") }
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
  func apply(_ script: String) throws -> DatabaseAnswer {
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

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `what follows from a subscription is mended in its own tables`(seed: UInt64) throws {
    let loop = try Loop(tablesWith: seed)
    defer { loop.server.drop(loop.database) }
    let original = loop.dump
    let first = try loop.run()
    #expect(first.status == 1, "\(first.output)\(first.errors)")
    let scripts = loop.scratch.folder.path + "/first"
    try FileManager.default.copyItem(
      atPath: URL(filePath: loop.file("")).resolvingSymlinksInPath().path, toPath: scripts)
    #expect(loop.server.psql(loop.database, ["-f", scripts + "/setup.sql"]).status == 0)
    let dry = loop.server.psql(loop.database, ["-f", scripts + "/reconcile.sql"])
    #expect(dry.status == 0 && dry.notices.contains("DRY RUN"), "\(dry.notices)")
    #expect(loop.dump == original)

    let applied = try loop.apply(scripts + "/reconcile.sql")
    #expect(applied.status == 0, "\(applied.notices)")
    let mended = loop.dump
    #expect(loop.rows.contains("evt_s") && !mended.contains("open"))
    let second = try loop.run()
    #expect(second.status == 0, "\(second.output)\(second.errors)")
    let verified = try Program.run(["verify", loop.file(""), "--against", scripts])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    #expect(verified.output.contains(" 0 not-applied · 0 regressed · 0 new "))

    let again = try loop.apply(scripts + "/reconcile.sql")
    #expect(again.status == 0, "\(again.notices)")
    #expect(loop.dump == mended)
    let undone = try loop.apply(scripts + "/rollback.sql")
    #expect(undone.status == 0, "\(undone.notices)")
    // What was inserted cannot be taken back: it is marked as deleted, and nothing else is left.
    let rest = loop.dump.split(separator: "\n").filter { !$0.hasSuffix("2029-01-01 00:00:00+00") }
    #expect(rest == original.split(separator: "\n"))
  }
}
