import Foundation
import TestSupport
import Testing

/// Runs of one pipeline, night after night, over exports that change.
private struct Nights {
  let scratch: Scratch
  var world = LoopWorld(seed: 11, count: 40)

  init() throws {
    scratch = try Scratch()
    try scratch.write(LoopWorld.pipeline, to: "loop.xml")
  }

  /// Writes the exports of a world and runs; `keeping` leaves out events and rows.
  func run(
    asOf: String, events: (Substring) -> Bool = { _ in true }, rows: Int = .max
  ) throws -> Program.Answer {
    let lines = world.events.split(separator: "\n").filter(events)
    try scratch.write(lines.joined(separator: "\n") + "\n", to: "events.ndjson")
    for (name, text) in world.csv {
      let kept = text.split(separator: "\n").prefix(name == "subscriptions.csv" ? rows : .max)
      try scratch.write(kept.joined(separator: "\n") + "\n", to: name)
    }
    return try Program.run(
      ["run", "loop.xml", "--output", "out", "--as-of", asOf, "--progress", "never"],
      in: scratch.folder)
  }
}

@Suite struct `Night after night` {
  @Test func `what is new is told from what was there before`() throws {
    let nights = try Nights()
    let first = try nights.run(asOf: "2029-01-01T00:00:00Z")
    let drift = nights.world.driftCount
    #expect(drift > 3)
    #expect(first.output.contains("(\(drift) new)"), "\(first.output)")
    let second = try nights.run(asOf: "2029-01-02T00:00:00Z")
    #expect(second.output.contains("(none new)"), "\(second.output)")
    #expect(second.status == 1)
    let history = try nights.scratch.read("out/loop/history.ndjson")
    #expect(history.split(separator: "\n").count == 2)
  }

  @Test func `the same night again changes nothing`() throws {
    let nights = try Nights()
    let first = try nights.run(asOf: "2029-01-01T00:00:00Z")
    let again = try nights.run(asOf: "2029-01-01T00:00:00Z")
    #expect(first.output == again.output)
    #expect(first.status == again.status)
    let history = try nights.scratch.read("out/loop/history.ndjson")
    #expect(history.split(separator: "\n").count == 1)
  }

  @Test func `a table that shrank is no evidence`() throws {
    let nights = try Nights()
    _ = try nights.run(asOf: "2029-01-01T00:00:00Z")
    let second = try nights.run(asOf: "2029-01-02T00:00:00Z", rows: 20)
    #expect(second.status == 3, "\(second.output)")
    #expect(second.output.contains("shrunken-table"))
    let script = try nights.scratch.read("out/loop/latest/reconcile.sql")
    #expect(!script.contains("UPDATE "))
  }

  @Test func `events that begin after the last run ended leave a hole`() throws {
    let nights = try Nights()
    _ = try nights.run(asOf: "2029-01-01T00:00:00Z")
    let later = try Nights()
    let text = later.world.events.replacing("1750000000", with: "1850000000")
    try nights.scratch.write(text, to: "events.ndjson")
    let second = try Program.run(
      ["run", "loop.xml", "--output", "out", "--as-of", "2029-01-02T00:00:00Z"],
      in: nights.scratch.folder)
    #expect(second.status == 3, "\(second.output)")
    #expect(second.output.contains("hole-in-the-window"))
  }

  @Test func `a trial that ends within three days is listed`() throws {
    let nights = try Nights()
    let trials = nights.world.users.count { $0.row["trialEnd"] == "2029-06-01 00:00:00" }
    let early = try nights.run(asOf: "2029-05-28T23:59:59Z")
    #expect(!early.output.contains("COMING UP"))
    let due = try nights.run(asOf: "2029-05-29T00:00:00Z")
    #expect(trials > 0)
    #expect(due.output.contains("COMING UP  \(trials) trial"), "\(due.output)")
    #expect(due.output.contains("2029-06-01T00:00:00Z  row row"))
    let past = try nights.run(asOf: "2029-06-01T00:00:00Z")
    #expect(!past.output.contains("COMING UP"))
  }

  @Test func `a second run of the same pipeline waits its turn`() throws {
    let nights = try Nights()
    _ = try nights.run(asOf: "2029-01-01T00:00:00Z")
    let lock = Process()
    lock.executableURL = URL(filePath: "/usr/bin/env")
    lock.arguments = [
      "flock", nights.scratch.folder.path + "/out/loop/.lock", "sleep", "30",
    ]
    try lock.run()
    defer { lock.terminate() }
    Thread.sleep(forTimeInterval: 0.5)
    let second = try nights.run(asOf: "2029-01-02T00:00:00Z")
    #expect(second.status == 75, "\(second.errors)")
    #expect(second.errors.contains("output-locked"))
  }
}
