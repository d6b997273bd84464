import Foundation
import TestSupport
import Testing

/// A folder of the scenarios: a story, its two sides, and what the program makes of them.
struct Scenario: CustomTestStringConvertible {
  /// The folder of all scenarios.
  static let stage = Repository.root.appending(path: "fixtures/scenarios")

  /// Every scenario, sorted by name.
  static let all: [Scenario] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: stage.path)
    return (names ?? []).filter { !$0.hasPrefix(".") }.sorted().map(Scenario.init)
  }()

  /// What is kept of a run: by the name in `expected/`, where the run publishes it.
  private static let kept = [
    "cache.redis": "cache.redis", "diagnostics.ndjson": "diagnostics.ndjson.gz",
    "drift.ndjson": "drift.ndjson.gz", "reconcile.sql": "reconcile.sql",
    "replay.ndjson": "replay.ndjson", "replay.sh": "replay.sh", "review.sql": "review.sql",
    "stripe-actions.txt": "stripe-actions.txt", "summary.txt": "summary.txt",
  ]

  /// What a run writes only where the pipeline has a cache, or a table that tells of events, or
  /// where something has to be done in Stripe.
  private static let optional: Set<String> = [
    "cache.redis", "replay.ndjson", "replay.sh", "stripe-actions.txt",
  ]

  /// The folder's name, which is the class it shows or what it is about.
  let name: String

  var testDescription: String { name }
  var folder: URL { Self.stage.appending(path: name) }
  var expected: URL { folder.appending(path: "expected") }

  /// What the real program makes of the folder, by the name of the file in `expected/`.
  func outcome() throws -> [String: String] {
    let scratch = try Scratch()
    let answer = try Program.run([
      "run", folder.appending(path: "pipeline.xml").path, "--output", scratch.folder.path,
      "--quiet",
    ])
    var files = ["exit": "\(answer.status)\n" + answer.errors]
    let made = scratch.folder.appending(path: "\(self.name)/latest")
    for (name, path) in Self.kept
    where FileManager.default.fileExists(atPath: made.appending(path: path).path)
      || !Self.optional.contains(name)
    {
      files[name] = try published(scratch.folder.appending(path: "\(self.name)/latest/\(path)"))
    }
    return files
  }

  /// One line of the findings, as far as the list of scenarios tells it.
  struct Finding: Decodable {
    var code: String
    var `class`: String
    var waived: String?
    var cause: Cause

    /// How it came about, as far as the list of scenarios tells it.
    struct Cause: Decodable {
      var code: String
    }
  }

  /// The findings that the folder expects.
  func findings() throws -> [Finding] {
    let text = try read("expected/drift.ndjson")
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(Finding.self, from: Data($0.utf8))
    }
  }

  /// What the folder expects, in the words of the list: `S02, U05 · exit 1`.
  func verdict() throws -> String {
    let codes = try findings().map { $0.code + ($0.waived == nil ? "" : " waived") }
    let status = try read("expected/exit").trimmingCharacters(in: .newlines)
    return (codes.isEmpty ? "–" : codes.joined(separator: ", ")) + " · exit \(status)"
  }

  /// The text of one of its files.
  func read(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }
}
