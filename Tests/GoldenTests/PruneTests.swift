import Foundation
import TestSupport
import Testing

/// A pipeline that ran on some nights.
private struct Archive {
  let scratch: Scratch
  var folder: URL { scratch.folder.appending(path: "out/both-sides-agree") }

  init(nights: ClosedRange<Int>) throws {
    scratch = try Scratch()
    let pipeline = Scenario(name: "both-sides-agree").folder.appending(path: "pipeline.xml").path
    let output = scratch.folder.appending(path: "out").path
    for night in nights {
      let answer = try Program.run([
        "run", pipeline, "--as-of", "2026-02-\(night)T06:00:00Z", "-o", output, "--quiet",
      ])
      try #require([0, 3].contains(answer.status), "\(answer.errors)")
    }
  }

  /// The nights whose runs are there.
  func nights() throws -> [Int] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return names.compactMap { $0.hasPrefix("2026-02-") ? Int($0.prefix(10).suffix(2)) : nil }
      .sorted()
  }

  /// Lets a night's run say how it ended.
  func set(status: Int, of night: Int) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let name = try #require(names.first { $0.hasPrefix("2026-02-\(night)") })
    let file = folder.appending(path: "\(name)/manifest.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacing(/"exit_status":\d/, with: "\"exit_status\":\(status)")
      .write(to: file, atomically: true, encoding: .utf8)
  }

  func prune(_ words: String...) throws -> Program.Answer {
    try Program.run(["prune", folder.path] + words)
  }
}

@Suite struct `Pruning` {
  @Test func `keeps the newest, the latest and the last that can be trusted`() throws {
    let archive = try Archive(nights: 11...15)
    for (night, status) in [(11, 0), (12, 1), (13, 1), (14, 3), (15, 2)] {
      try archive.set(status: status, of: night)
    }
    let foreign = archive.folder.appending(path: "2026-02-10-by-hand")
    try FileManager.default.createDirectory(at: foreign, withIntermediateDirectories: false)
    let trial = try archive.prune("--keep", "1", "--dry-run")
    #expect(trial.status == 0 && trial.output.hasSuffix("would remove 3, kept 3\n"))
    #expect(try archive.nights() == [10, 11, 12, 13, 14, 15])
    let answer = try archive.prune("--keep", "1")
    #expect(answer.output == trial.output.replacing("would remove", with: "removed"))
    #expect(try archive.nights() == [10, 13, 15])
    // What was seen when is still known, and nothing more is to be done.
    let history = try archive.scratch.read("out/both-sides-agree/history.ndjson")
    #expect(history.split(separator: "\n").count == 5)
    #expect(try archive.prune("--keep", "1").output == "removed 0, kept 3\n")
  }

  @Test func `counts days back from the newest run, and keeps what either rule keeps`() throws {
    let archive = try Archive(nights: 11...14)
    _ = try archive.prune("--days", "2")
    #expect(try archive.nights() == [12, 13, 14])
    _ = try archive.prune("--days", "1", "--keep", "3")
    #expect(try archive.nights() == [12, 13, 14])
  }

  @Test(arguments: [
    (["prune", "output"], "is not told what to keep"),
    (["prune", "--keep", "1"], "prune takes the output folder of one pipeline"),
    (["prune", "output", "--keep", "0"], "--keep cannot be 0"),
    (["prune", "output", "--days", "-3"], "--days cannot be -3"),
    (["prune", "Sources", "--keep", "1"], "error[input-missing]"),
  ])
  func `is refused where it could remove what nobody meant`(
    _ words: [String], _ complaint: String
  ) throws {
    let answer = try Program.run(words)
    #expect(answer.status == 2 && answer.errors.contains(complaint), "\(answer.errors)")
    #expect(!FileManager.default.fileExists(atPath: Repository.root.path + "/Sources/.lock"))
  }
}
