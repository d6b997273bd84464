import Foundation
import TestSupport
import Testing

/// One of the systems under `fixtures/systems`, with what its generator says must be found.
private struct System: CustomTestStringConvertible {
  /// One finding, without what may differ between two right answers.
  struct Mark: Hashable, Comparable, CustomStringConvertible {
    var owner: String
    var row: String
    var subscription: String
    var code: String

    var description: String { "\(code) owner=\(owner) row=\(row) subscription=\(subscription)" }

    static func < (one: Mark, other: Mark) -> Bool { one.description < other.description }
  }

  var name: String
  /// The tables, those that others point at first.
  var tables: [String]
  /// Owners of whom the program does not tell the truth yet, and what is wrong.
  var awaited: [String: Comment] = [:]

  var testDescription: String { name }
  var folder: URL { Repository.root.appending(path: "fixtures/systems/\(name)") }

  static let eventPlatform = System(
    name: "event-platform",
    tables: [
      "users", "subscription_plans", "subscriptions", "payments", "invoices", "usage_records",
      "apps", "rooms", "participants", "prizes", "winners", "sessions", "token_blacklist",
    ],
    awaited: [
      "cmelc7865qwtsgi9pr0by78u2": "a row without its subscription's id is partial, not unaware",
      "cmer3d373pnz66z7v4gr565rq": "unpaid is not over in Stripe",
      "cmewuiy812ys97sxo340603jm": "unpaid is not over in Stripe",
      "cmhe1jt4o81c8jrolbsd1gqj4": "an end within the settle time is in flight",
    ])

  /// What the generator planted.
  func expected() throws -> Set<Mark> {
    let text = try String(contentsOf: folder.appending(path: "expected.csv"), encoding: .utf8)
    let marks = text.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Mark(owner: cells[0], row: cells[1], subscription: cells[2], code: cells[3])
    }
    return Set(marks)
  }

  /// What a run of the program finds, and how the run ended.
  func run() throws -> (found: Set<Mark>, answer: Program.Answer) {
    let scratch = try Scratch()
    let answer = try Program.run([
      "run", "pipelines/\(name).xml", "--output", scratch.folder.path, "--progress", "never",
    ])
    let drift = scratch.folder.appending(path: "\(name)/latest/drift.ndjson.gz")
    let lines = try tool("gzip", ["-dc", drift.path]).output.split(separator: "\n")
    return (try Set(lines.map(mark)), answer)
  }

  private func mark(_ line: Substring) throws -> Mark {
    struct Record: Decodable {
      var code: String
      var user_id: String?
      var row_key: String?
      var stripe_subscription_id: String?
    }
    let record = try JSONDecoder().decode(Record.self, from: Data(line.utf8))
    return Mark(
      owner: record.user_id ?? "", row: record.row_key ?? "",
      subscription: record.stripe_subscription_id ?? "", code: record.code)
  }

  /// The dump of a table and whether it is compressed.
  func dump(_ table: String) -> (path: String, isCompressed: Bool) {
    let plain = folder.appending(path: "database/\(table).csv").path
    return FileManager.default.fileExists(atPath: plain) ? (plain, false) : (plain + ".gz", true)
  }
}

/// Runs a tool and waits for it.
private func tool(_ name: String, _ words: [String]) throws -> (status: Int32, output: String) {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [name] + words
  process.standardOutput = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

@Test(arguments: [System.eventPlatform])
private func `a system's drift is found, all of it and nothing else`(_ system: System) throws {
  let expected = try system.expected()
  let (found, answer) = try system.run()
  #expect(answer.status == 1, "\(answer.errors)")
  for mark in expected.symmetricDifference(found).sorted() {
    let fault: Comment = "\(expected.contains(mark) ? "missing" : "not expected"): \(mark)"
    if let reason = system.awaited[mark.owner] {
      withKnownIssue(reason) { Issue.record(fault) }
    } else {
      Issue.record(fault)
    }
  }
}

@Test(.enabled(if: PostgresServer.isWanted), arguments: [System.eventPlatform])
private func `a system's dumps load, and PostgreSQL dumps the same bytes`(
  _ system: System
) throws {
  let server = try PostgresServer.shared.get()
  let database = server.makeDatabase()
  defer { server.drop(database) }
  let schema = server.psql(database, ["-f", system.folder.appending(path: "schema.sql").path])
  try #require(schema.status == 0, "\(schema.notices)")
  for table in system.tables {
    let dump = system.dump(table)
    let text = try tool("gzip", ["-dcf", dump.path]).output
    let loaded = server.psql(
      database, ["-c", #"\copy "\#(table)" FROM pstdin WITH (FORMAT csv, HEADER)"#], input: text)
    #expect(loaded.status == 0, "\(table): \(loaded.notices)")
    let again = server.query(
      database,
      #"COPY (SELECT * FROM "\#(table)" ORDER BY id COLLATE "C") TO STDOUT (FORMAT csv, HEADER)"#)
    #expect(again.output == text, "\(table)")
  }
}

@Test(
  .enabled("Python 3 is installed") { (try? tool("python3", ["--version"]))?.status == 0 },
  arguments: [System.eventPlatform])
private func `a system's generator writes the same bytes again`(_ system: System) throws {
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
