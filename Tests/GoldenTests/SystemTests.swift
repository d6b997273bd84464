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

@Test func `how a system's drift came about is told, down to the event`() throws {
  let system = System.letters
  let scratch = try Scratch()
  let (findings, _) = try system.run(output: scratch.folder)
  let file = system.folder.appending(path: "causes.csv")
  let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
  #expect(lines.count >= 15)
  for line in lines {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let told = findings.first { $0.subscription == cells[0] && $0.code == cells[1] }?.cause
    #expect(told?.code == cells[2], "\(line)")
    #expect(cells[3].isEmpty || told?.lostEvents.contains(cells[3]) == true, "\(line)")
  }
}

@Test(.enabled(if: PostgresServer.isWanted), arguments: System.onPostgreSQL)
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

@Test func `children are told with what they follow from, and a cache is mended by commands`()
  throws
{
  let scratch = try Scratch()
  let (found, _) = try System.courseOrgs.run(output: scratch.folder)
  let folded = Set(found.filter { $0.parent != nil }.map(\.code))
  #expect(folded == ["C09", "K02", "K05", "K06", "L01", "W01", "W03", "W05", "W09"])
  #expect(found.filter { $0.code == "L01" && $0.parent == nil }.count == 1)
  let made = scratch.folder.appending(path: "course-orgs/latest")
  let commands = try String(contentsOf: made.appending(path: "cache.redis"), encoding: .utf8)
    .split(separator: "\n").filter { !$0.hasPrefix("#") }
  #expect(commands.count == found.count { $0.code.hasPrefix("K") && $0.disposition == "auto" })
  #expect(commands.allSatisfy { $0.hasPrefix("DEL \"stripe:") })
  let script = try String(contentsOf: made.appending(path: "reconcile.sql"), encoding: .utf8)
  try expectGolden(script, matches: System.courseOrgs.folder.appending(path: "reconcile.sql"))
}

@Test func `the figures of a run, and the alerts they raise, are written for a monitor`() throws {
  let scratch = try Scratch()
  _ = try System.courseOrgs.run(output: scratch.folder)
  let made = scratch.folder.appending(path: "course-orgs/latest/monitoring.json")
  let text = try String(contentsOf: made, encoding: .utf8)
  let golden = System.courseOrgs.folder.appending(path: "monitoring.json")
  try expectGolden(text.replacing(/"run_id":"[^"]*"/, with: #""run_id":"…""#), matches: golden)
}
