import Foundation
import TestSupport
import Testing

/// The law that every scenario has its story, its pipeline, what it expects and its row.
enum ScenarioLaw {
  /// What breaks it, given the paths of all fixtures and the page that lists them.
  static func faults(in paths: [String], page: String) -> [String] {
    let stage = "fixtures/scenarios/"
    let files = paths.filter { $0.hasPrefix(stage) }.map { $0.dropFirst(stage.count) }
    let names = Set(files.compactMap { $0.split(separator: "/").first.map(String.init) })
    return names.sorted().flatMap { name in
      ["STORY.md", "pipeline.xml", "expected/"].filter { part in
        !files.contains { $0.hasPrefix("\(name)/\(part)") }
      }.map { "\(stage)\(name)/\($0) is missing" }
        + (page.contains("\n| [\(name)](") ? [] : ["fixtures/README.md has no row for \(name)"])
    }
  }
}

/// The law that a check comes with its test, its scenario and its entry in the registry.
enum CheckLaw {
  /// Where the checks are.
  static let folder = "Sources/Stages/Detect/Checks/"

  /// What breaks it, given the file of a check, the paths of tests and fixtures, and the words of
  /// the registry.
  static func faults(of file: SwiftFile, in paths: [String], registry: Set<Substring>) -> [String] {
    let name = String(file.path.dropFirst(folder.count).dropLast(".swift".count))
    guard let check = declaration(in: file, of: name) else {
      return ["\(file.path) declares no check of its name"]
    }
    let companions: [(isThere: Bool, fault: String)] = [
      (paths.contains("Tests/DetectTests/\(name)Tests.swift"), "has no test"),
      (
        paths.contains { $0.hasPrefix("fixtures/scenarios/\(check.class)/") },
        "has no scenario \(check.class)"
      ),
      (registry.contains(check.constant), "is not registered as \(check.constant)"),
    ]
    return companions.filter { !$0.isThere }.map { "\(file.path) \($0.fault)" }
  }

  /// The constant of a check and its class, the literal after that of its code.
  private static func declaration(
    in file: SwiftFile, of name: String
  ) -> (constant: Substring, class: Substring)? {
    let text = file.text.lines.joined(separator: "\n")
    guard let found = text.firstMatch(of: /static let (\w+) = Check\(\s*"(\w+)", "([a-z-]+)"/),
      name.hasPrefix(found.2)
    else { return nil }
    return (found.1, found.3)
  }
}

private let fixtures = House.paths(under: "fixtures")

@Test func `every scenario tells a story, has a pipeline, expects something and is listed`() throws
{
  let page = Repository.root.appending(path: "fixtures/README.md")
  let text = try String(contentsOf: page, encoding: .utf8)
  for fault in ScenarioLaw.faults(in: fixtures, page: text) { Issue.record("\(fault)") }
}

@Test func `every check has its test, its scenario and its entry`() throws {
  let checks = House.swiftFiles.filter { $0.path.hasPrefix(CheckLaw.folder) }
  let registry = try #require(
    House.swiftFiles.first { $0.path == "Sources/Stages/Detect/CheckRegistry.swift" })
  let words = Set(registry.text.tokens.map { Substring($0.text) })
  #expect(checks.count > 30)
  for check in checks {
    let faults = CheckLaw.faults(
      of: check, in: House.paths(under: "Tests") + fixtures, registry: words)
    for fault in faults { Issue.record("\(fault)") }
  }
}

@Test func `a scenario without one of its parts is found`() {
  let paths = [
    "fixtures/README.md", "fixtures/scenarios/both-agree/STORY.md",
    "fixtures/scenarios/both-agree/pipeline.xml", "fixtures/scenarios/ghost/STORY.md",
    "fixtures/scenarios/ghost/expected/exit", "fixtures/scenarios/ghost/pipeline.xml",
    "fixtures/scenarios/ghost-active/expected/exit",
  ]
  #expect(
    ScenarioLaw.faults(in: paths, page: "| a |\n| [ghost](scenarios/ghost) | a |\nboth-agree") == [
      "fixtures/scenarios/both-agree/expected/ is missing",
      "fixtures/README.md has no row for both-agree",
      "fixtures/scenarios/ghost-active/STORY.md is missing",
      "fixtures/scenarios/ghost-active/pipeline.xml is missing",
      "fixtures/README.md has no row for ghost-active",
    ])
}

@Test func `a check without a companion is found`() {
  let ghost = "static let ghostActive = Check(\n    \"S02\", \"ghost-active\","
  let path = CheckLaw.folder + "S02GhostActive.swift"
  let whole = ["Tests/DetectTests/S02GhostActiveTests.swift", "fixtures/scenarios/ghost-active/a"]
  let file = SwiftFile(path: path, ghost)
  #expect(CheckLaw.faults(of: file, in: whole, registry: ["ghostActive"]) == [])
  #expect(
    CheckLaw.faults(of: file, in: ["fixtures/scenarios/ghost/a"], registry: ["ghost"]) == [
      "\(path) has no test", "\(path) has no scenario ghost-active",
      "\(path) is not registered as ghostActive",
    ])
  let other = SwiftFile(path: CheckLaw.folder + "S03Resurrected.swift", ghost)
  #expect(
    CheckLaw.faults(of: other, in: whole, registry: ["ghostActive"]) == [
      "\(other.path) declares no check of its name"
    ])
}
