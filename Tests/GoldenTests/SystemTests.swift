import Foundation
import TestSupport
import Testing

@Test(arguments: System.all)
func `a system's drift is found, all of it and nothing else`(_ system: System) throws {
  let expected = try system.expected()
  let scratch = try Scratch()
  let (findings, answer) = try system.run(output: scratch.folder)
  let found = Set(findings.map(\.mark))
  #expect(answer.status == 1, "\(answer.errors)")
  for mark in expected.symmetricDifference(found).sorted() {
    let fault: Comment = "\(expected.contains(mark) ? "missing" : "not expected"): \(mark)"
    Issue.record(fault)
  }
}

@Test(.enabled(if: PostgresServer.isWanted), arguments: System.all)
func `a system's dumps load, and PostgreSQL dumps the same bytes`(_ system: System) throws {
  let server = try PostgresServer.shared.get()
  let database = server.makeDatabase()
  defer { server.drop(database) }
  try system.load(into: database, of: server)
  for table in system.tables {
    let text = try system.text(of: table)
    #expect(system.dump(table, from: database, of: server) == text, "\(table)")
  }
}

@Test(.enabled(if: PostgresServer.isWanted), arguments: System.all)
func `what the script mends in a system's database stays mended`(_ system: System) throws {
  let server = try PostgresServer.shared.get()
  let database = server.makeDatabase()
  defer { server.drop(database) }
  try system.load(into: database, of: server)
  let scratch = try Scratch()
  try system.copy(to: scratch.folder)
  let before = try system.run(in: scratch.folder, output: scratch.folder.appending(path: "before"))
  #expect(before.found.contains { $0.disposition == "auto" })

  let made = scratch.folder.path + "/before/\(system.name)/latest/"
  let setup = server.psql(database, ["-f", made + "setup.sql"])
  #expect(setup.status == 0, "\(setup.notices)")
  let script = try String(contentsOfFile: made + "reconcile.sql", encoding: .utf8)
  let arming = try #require(script.firstMatch(of: /SET trueup\.apply = '[^']+'/))
  let applied = server.psql(
    database, ["-c", String(arming.0), "-f", made + "reconcile.sql"])
  #expect(applied.status == 0, "\(applied.notices)")

  let rows = system.dump("subscriptions", from: database, of: server)
  try scratch.write(rows, to: "fixtures/systems/\(system.name)/database/subscriptions.csv")
  let after = try system.run(in: scratch.folder, output: scratch.folder.appending(path: "after"))
  #expect(after.answer.status == 1, "\(after.answer.errors)")
  #expect(after.found.filter { $0.disposition == "auto" }.map(\.mark) == [])
}

@Test(
  .enabled("Python 3 is installed") { (try? tool("python3", ["--version"]))?.status == 0 },
  arguments: System.all)
func `a system's generator writes the same bytes again`(_ system: System) throws {
  let scratch = try Scratch()
  let generator = Repository.root.appending(path: "fixtures/systems/make-\(system.name).py")
  #expect(try tool("python3", [generator.path, scratch.folder.path]).status == 0)
  // What the repository has beyond that is written by hand.
  let differences = try tool("diff", ["-rq", scratch.folder.path, system.folder.path]).output
  let wrong = differences.split(separator: "\n").filter {
    !$0.hasPrefix("Only in \(system.folder.path)")
  }
  #expect(wrong.isEmpty, "\(wrong)")
}
