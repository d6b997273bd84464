import Foundation
import TestSupport
import Testing

/// One finding of a fixture, and the pipeline that finds it.
private struct Case: Sendable, CustomTestStringConvertible {
  var pipeline: String
  var finding: FindingRecord
  var testDescription: String { "\(finding.code) \(finding.drift_id) of \(pipeline)" }

  /// Findings of scenarios and systems: some of them in every check, all with `TRUEUP_BUNDLES=all`.
  static let all: [Case] = {
    let isWhole = ProcessInfo.processInfo.environment["TRUEUP_BUNDLES"] == "all"
    let scenarios = Scenario.all.flatMap { scenario in
      let findings = (try? FindingRecord.all(scenario.read("expected/drift.ndjson"))) ?? []
      return findings.map {
        Case(pipeline: "fixtures/scenarios/\(scenario.name)/pipeline.xml", finding: $0)
      }
    }
    return isWhole
      ? scenarios + System.all.flatMap { of($0) }
      : scenarios.every(6) + System.all.flatMap { of($0).prefix(1) }
  }()

  private static func of(_ system: System) -> [Case] {
    let pipeline = "pipelines/\(system.name).xml"
    return ((try? findings(of: pipeline)) ?? []).map { Case(pipeline: pipeline, finding: $0) }
  }
}

extension Array {
  /// Every so-and-so-many-th element, the first among them.
  fileprivate func every(_ step: Int) -> [Element] {
    stride(from: 0, to: count, by: step).map { self[$0] }
  }
}

/// What a line of `drift.ndjson` says, but for names and places.
private struct FindingRecord: Decodable, Hashable {
  struct Cause: Decodable, Hashable {
    var code: String
    var confidence: Int
    var refuted_if: String
  }

  struct Field: Decodable, Hashable { var field: String }

  var drift_id: String
  var code: String
  var `class`: String
  var rule: String?
  var severity: String
  var disposition: String
  var held_back: String?
  var harm: String
  var table: String
  var cause: Cause
  var fields: [Field]
  var guards: [String]
  var monthly_amount_minor: Int?
  var currency: String?

  static func all(_ text: String) throws -> [FindingRecord] {
    try text.split(separator: "\n").map {
      try JSONDecoder().decode(FindingRecord.self, from: Data($0.utf8))
    }
  }

  /// The same without its id.
  var anonymous: FindingRecord {
    var copy = self
    copy.drift_id = ""
    return copy
  }
}

/// What a run over a pipeline finds.
private func findings(of pipeline: String) throws -> [FindingRecord] {
  let scratch = try Scratch()
  let answer = try Program.run(["run", pipeline, "--quiet", "--output", scratch.folder.path])
  #expect(answer.status != 2, "\(answer.errors)")
  let systems = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
  let run = scratch.folder.appending(path: "\(try #require(systems.first))/latest")
  return try FindingRecord.all(published(run.appending(path: "drift.ndjson.gz")))
}

/// Cuts a bundle out of a pipeline's files.
private func bundle(
  _ id: String, _ pipeline: String, _ scratch: Scratch, as name: String = "case"
) throws -> Program.Answer {
  try Program.run([
    "bundle", id, pipeline, scratch.folder.appending(path: name).path,
    "--output", scratch.folder.appending(path: "runs").path,
  ])
}

/// Every file of a bundle, by its path.
private func files(of scratch: Scratch, _ name: String = "case") throws -> [String: String] {
  let folder = scratch.folder.appending(path: name)
  let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
  var files: [String: String] = [:]
  for path in paths where path.contains(".") {
    files[path] = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }
  return files
}

/// Ids of Stripe's, of rows and of users, as they stand in texts.
private func ids(in text: String) -> Set<String> {
  let pattern =
    #/
      \b(?:evt|sub|cus|price|prod|si|in|ch|pi|re|dp|cs_live|pm)_[A-Za-z0-9]{8,}
      | \bc[a-z0-9]{24}\b
      | \b[0-9a-f]{8}-[0-9a-f-]{27}\b
    /#
  return Set(text.matches(of: pattern).map { String($0.output) })
}

@Suite struct `A bundle` {
  @Test(arguments: Case.all)
  fileprivate func `reproduces the finding it was made for, and no other that was not there`(
    _ origin: Case
  ) throws {
    let scratch = try Scratch()
    let answer = try bundle(origin.finding.drift_id, origin.pipeline, scratch)
    #expect(answer.status == 0, "\(answer.errors)")
    let files = try files(of: scratch)
    let expected = try FindingRecord.all(try #require(files["expected/drift.ndjson"]))
    let found = try findings(of: scratch.folder.appending(path: "case/pipeline.xml").path)
    #expect(found.contains { $0 == expected.first })
    #expect(expected.map(\.anonymous) == [origin.finding.anonymous])
  }

  @Test(arguments: ["dead-lettered", "ghost-active", "three-way-split", "payment-recorded-twice"])
  func `has no id of the files it was cut from`(_ name: String) throws {
    let scenario = Scenario(name: name)
    let scratch = try Scratch()
    let pipeline = scenario.folder.appending(path: "pipeline.xml").path
    let id = try #require(FindingRecord.all(scenario.read("expected/drift.ndjson")).first?.drift_id)
    #expect(try bundle(id, pipeline, scratch).status == 0)
    var known: Set<String> = []
    for folder in ["stripe", "database", "cache"] {
      let paths = try? FileManager.default.contentsOfDirectory(
        atPath: scenario.folder.appending(path: folder).path)
      for path in paths ?? [] { known.formUnion(ids(in: try scenario.read("\(folder)/\(path)"))) }
    }
    let kept = Set(try files(of: scratch).values.flatMap { ids(in: $0) })
    #expect(known.count > 5 && kept.count > 2)
    #expect(known.intersection(kept).isEmpty)
  }

  @Test func `is the same whenever it is made, and says nothing about another one`() throws {
    let scenario = Scenario(name: "dead-lettered")
    let pipeline = scenario.folder.appending(path: "pipeline.xml").path
    let findings = try FindingRecord.all(scenario.read("expected/drift.ndjson"))
    let scratch = try Scratch()
    for (number, id) in [findings[0], findings[1], findings[0]].map(\.drift_id).enumerated() {
      #expect(try bundle(id, pipeline, scratch, as: "case-\(number)").status == 0)
    }
    let made = try (0..<3).map { try files(of: scratch, "case-\($0)") }
    #expect(made[0] == made[2])
    let names = made.map { Set($0.values.flatMap { ids(in: $0) }) }
    #expect(names[0].intersection(names[1]).isEmpty)
  }

  @Test func `is listed with its digests, and told how to run`() throws {
    let scratch = try Scratch()
    let pipeline = "fixtures/scenarios/ghost-active/pipeline.xml"
    let id = try #require(
      FindingRecord.all(Scenario(name: "ghost-active").read("expected/drift.ndjson"))
        .first { $0.code == "S02" }?.drift_id)
    let answer = try bundle(id, pipeline, scratch)
    #expect(answer.output.contains("S02 ghost-active · drift \(id)\n"))
    let files = try files(of: scratch)
    let manifest = try #require(files["manifest.json"])
    for (path, text) in files where path != "manifest.json" {
      #expect(manifest.contains("\"path\":\"\(path)\""), "\(path)")
      let file = scratch.folder.appending(path: "case/\(path)").path
      let digest = try tool("sha256sum", [file]).output.prefix(64)
      #expect(manifest.contains(digest), "\(path)")
      #expect(!text.isEmpty)
    }
    let guide = try #require(files["README.md"])
    try expectGolden(
      guide.replacing(/[0-9a-f]{16}/, with: "0123456789abcdef"),
      matches: Repository.root.appending(path: "fixtures/explanations/bundle-readme.md"))
  }

  @Test func `has one row where the others are too many to be gone through`() throws {
    let scratch = try Scratch()
    let world = scratch.folder.appending(path: "world").path
    _ = try Program.run([
      "generate", world, "--subscriptions", "200", "--events", "2000", "--seed", "7",
      "--drift", "0.1",
    ])
    let pipeline = world + "/pipeline.xml"
    #expect(try !scratch.read("world/pipeline.xml").contains("<safety"))
    let finding = try #require(findings(of: pipeline).first { $0.code == "S02" })
    let answer = try bundle(finding.drift_id, pipeline, scratch)
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.output.contains("  database/subscriptions.csv  1\n"), "\(answer.output)")
    // One row of one is all of the table, which no limit may stop.
    let cut = try #require(files(of: scratch)["pipeline.xml"])
    #expect(cut.contains("<safety max-percent=\"100\"/>"))
  }
}

@Suite struct `No bundle is made` {
  private let pipeline = "fixtures/scenarios/both-sides-agree/pipeline.xml"

  @Test func `of a name that nobody knows`() throws {
    let answer = try bundle("sub_nobody", pipeline, Scratch())
    #expect(answer.status == 2 && answer.errors.contains("know nothing by the name sub_nobody"))
  }

  @Test func `of what is in order`() throws {
    let subscription = try #require(
      ids(in: Scenario(name: "both-sides-agree").read("stripe/events.ndjson"))
        .first { $0.hasPrefix("sub_") })
    let answer = try bundle(subscription, pipeline, Scratch())
    #expect(answer.status == 2 && answer.errors.contains("nothing is wrong with \(subscription)"))
  }

  @Test func `over what is there`() throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "case/notes.txt")
    let id = try #require(
      FindingRecord.all(Scenario(name: "waived").read("expected/drift.ndjson")).first?.drift_id)
    let answer = try bundle(id, "fixtures/scenarios/waived/pipeline.xml", scratch)
    #expect(answer.status == 2 && answer.errors.contains("is not empty"))
    #expect(try files(of: scratch) == ["notes.txt": "mine"])
  }

  @Test func `without a folder to make it in`() throws {
    let answer = try Program.run(["bundle", "sub_1", pipeline])
    #expect(answer.status == 2)
    #expect(answer.errors.contains("bundle takes an id, a pipeline file and a folder"))
  }
}
