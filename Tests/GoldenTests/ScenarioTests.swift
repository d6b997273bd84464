import Detect
import Foundation
import Reconciliation
import TestSupport
import Testing

@Test(arguments: Scenario.all)
func `the program makes of a scenario what it expects`(_ scenario: Scenario) throws {
  let outcome = try scenario.outcome()
  if ProcessInfo.processInfo.environment["GOLDEN"] == "update" {
    try FileManager.default.createDirectory(
      at: scenario.expected, withIntermediateDirectories: true)
  }
  for (name, text) in outcome.sorted(by: { $0.key < $1.key }) {
    try expectGolden(text, matches: scenario.expected.appending(path: name))
  }
  let kept = try FileManager.default.contentsOfDirectory(atPath: scenario.expected.path)
  #expect(Set(kept) == Set(outcome.keys))
}

@Test(arguments: Check.all.map { [$0.code, $0.name] })
func `a check finds what its scenario is about`(_ check: [String]) throws {
  let findings = try Scenario(name: check[1]).findings()
  #expect(findings.contains { [$0.code, $0.class] == check })
}

@Test func `every cause there is happens in a scenario`() throws {
  let told = try Scenario.all.flatMap { try $0.findings() }.map(\.cause.code)
  #expect(Set(told) == Set(Cause.Code.allCases.map(\.rawValue)))
}

@Test func `a scenario tells its story in a title and three sentences at least`() throws {
  for scenario in Scenario.all {
    let story = try scenario.read("STORY.md")
    #expect(story.hasPrefix("# "), "\(scenario.name)")
    #expect(story.matches(of: /[.](?=\s|$)/).count >= 3, "\(scenario.name)")
  }
}

@Test func `the list of the fixtures has each scenario's verdict`() throws {
  let list = Repository.root.appending(path: "fixtures/README.md")
  let rows = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
    .filter { $0.contains("](scenarios/") }
  for scenario in Scenario.all {
    let name = "| [\(scenario.name)](scenarios/\(scenario.name)/STORY.md) | "
    let row = try #require(rows.first { $0.hasPrefix(name) }, "\(scenario.name) has no row")
    #expect(row.hasSuffix(" | \(try scenario.verdict()) |"), "\(scenario.name)")
  }
  #expect(rows.count == Scenario.all.count)
}

@Test(.enabled("Python 3 is installed") { (try? tool("python3", ["--version"]))?.status == 0 })
func `the generator of the scenarios writes the same bytes again`() throws {
  let scratch = try Scratch()
  let generator = Repository.root.appending(path: "fixtures/systems/make-scenarios.py")
  #expect(try tool("python3", [generator.path, scratch.folder.path]).status == 0)
  let stage = Scenario.stage.path
  let differences = try tool("diff", ["-rq", scratch.folder.path, stage]).output
  // What the program makes of them is recorded, not generated.
  let wrong = differences.split(separator: "\n").filter {
    !($0.hasPrefix("Only in \(stage)/") && $0.hasSuffix(": expected"))
  }
  #expect(wrong.isEmpty, "\(wrong)")
}
