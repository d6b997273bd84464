import Foundation
import TestSupport
import Testing

/// A company whose exports lie in several files, and the runs made from them.
private struct Export {
  let scratch: Scratch
  private let database: [String: String]

  /// Writes the tables of a world, dumped once so that every export has the same rows.
  init(_ tables: [String: String]) throws {
    scratch = try Scratch()
    database = tables
  }

  /// Writes the events in parts, the files made in the given order.
  func write(_ lines: [Substring], making order: [Int]) throws {
    for (name, text) in database { try scratch.write(text, to: name) }
    let size = (lines.count + order.count - 1) / order.count
    for part in order {
      let slice = lines.dropFirst(part * size).prefix(size)
      try scratch.write(slice.joined(separator: "\n") + "\n", to: "events-\(part).ndjson")
    }
    let pipeline = LoopWorld.pipeline.replacing("events.ndjson", with: "events-*.ndjson")
    try scratch.write(pipeline, to: "loop.xml")
  }

  /// The text of a compressed file of the latest run.
  func unpacked(_ name: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", scratch.folder.path + "/out/loop/latest/" + name]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Runs with a number of threads and returns every file but the times it took.
  func run(jobs: Int) throws -> [String: Data] {
    let answer = try Program.run(
      ["run", "loop.xml", "--output", "out", "--jobs", "\(jobs)", "--progress", "never"],
      in: scratch.folder)
    #expect(answer.status == 1, "\(answer.errors)")
    let latest = scratch.folder.appending(path: "out/loop/latest").resolvingSymlinksInPath()
    var files: [String: Data] = ["stdout": Data(answer.output.utf8)]
    for name in try FileManager.default.contentsOfDirectory(atPath: latest.path)
    where name != "timings.json" {
      files[name] = try Data(contentsOf: latest.appending(path: name))
    }
    return files
  }
}

@Suite struct `Equal inputs give equal bytes` {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `on one thread and on many, whatever the order files were made in`(seed: UInt64) throws {
    let world = LoopWorld(seed: seed, count: 120)
    let lines = world.events.split(separator: "\n")
    var outcomes: [[String: Data]] = []
    for (jobs, order) in [(1, [0, 1, 2]), (2, [2, 0, 1]), (8, [1, 2, 0])] {
      let export = try Export(world.csv)
      try export.write(lines, making: order)
      outcomes.append(try export.run(jobs: jobs))
      outcomes.append(try export.run(jobs: jobs))
    }
    let first = try #require(outcomes.first)
    #expect(first.count > 8)
    for other in outcomes.dropFirst() {
      #expect(Set(other.keys) == Set(first.keys))
      for (name, bytes) in first where other[name] != bytes {
        Issue.record("\(name) differs between two runs of the same inputs")
      }
    }
  }

  @Test func `the order of events and their copies change no finding`() throws {
    let world = LoopWorld(seed: 4, count: 120)
    var lines = world.events.split(separator: "\n")
    var random = SplitMix64(seed: 9)
    var findings: [String] = []
    for _ in 0..<3 {
      let export = try Export(world.csv)
      try export.write(lines, making: [0, 1])
      _ = try export.run(jobs: 2)
      let records = try export.unpacked("drift.ndjson.gz")
      let ids = records.matches(of: /"drift_id":"([0-9a-f]+)"/).map { String($0.1) }
      #expect(ids.count > 5)
      findings.append(ids.joined(separator: " "))
      lines = (lines + lines.prefix(40)).shuffled(using: &random)
    }
    #expect(Set(findings).count == 1, "\(findings)")
  }
}
