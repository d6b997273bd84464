import Detect
import Foundation
import Reconciliation
import TestSupport
import Testing

/// The page that introduces the room, with the table of checks.
private let page = Repository.root.appending(
  path: "Sources/Stages/Detect/Detect.docc/Detect.md")

@Test func `the page lists every check, in the order of explanation`() throws {
  let text = try String(contentsOf: page, encoding: .utf8)
  let heading = "## The checks\n\n"
  let introduction = try #require(text.range(of: heading).map { text[..<$0.upperBound] })
  let rows = Check.all.map { check in
    "| \(check.code) | `\(check.name)` | \(check.severity.rawValue) | "
      + "\(check.disposition.rawValue) | \(check.definition) |\n"
  }
  let table = "| code | class | severity | fix | what the two sides say |\n|---|---|---|---|---|\n"
  try expectGolden(introduction + table + rows.joined(), matches: page)
}

@Test func `codes and names are used once, and names are kebab-case`() {
  #expect(Set(Check.all.map(\.code)).count == Check.all.count)
  #expect(Set(Check.all.map(\.name)).count == Check.all.count)
  for check in Check.all {
    #expect(check.name.allSatisfy { $0 == "-" || ("a"..."z").contains($0) }, "\(check.name)")
    #expect(check.code.first.map { "SPCIUEWKDL".contains($0) } == true, "\(check.code)")
  }
}

@Test func `every check is spoken of in full sentences`() {
  for check in Check.all {
    let words = [
      check.definition, check.origin, check.fix, check.safeguard, check.personWhen,
    ]
    #expect(
      words.allSatisfy { [".", "?"].contains($0.suffix(1)) && $0.count > 5 }, "\(check.code)")
  }
}

@Test func `every check has its file and its tests`() throws {
  let sources = Repository.root.appending(path: "Sources/Stages/Detect/Checks")
  let files = try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted()
  #expect(files.map { String($0.prefix(3)) } == Check.all.map(\.code).sorted())
  for file in files {
    let tests = file.replacing(".swift", with: "Tests.swift")
    let path = Repository.root.appending(path: "Tests/DetectTests/\(tests)").path
    #expect(FileManager.default.fileExists(atPath: path), "\(tests) is missing")
  }
}

@Test func `a check without its table or column is listed as not evaluated`() {
  var system = World.system()
  system.checkSettings = [.init(code: "S16", isEnabled: false)]
  system.database.tables.removeAll { $0.role == .owners }
  system.database.tables[1].columns.removeAll { $0.field == .trialEnd }
  let missing = DriftDetector(definition: system).notEvaluated
  let codes = missing.map(\.code).filter { !$0.hasPrefix("K") && !$0.hasPrefix("L") }
  #expect(
    codes.sorted() == [
      "C01", "C06", "C07", "C09", "C10", "E05", "E07", "E09", "E10", "E11", "S13", "S15",
      "S16",
      "U05", "W08", "W14", "W15",
    ])
  #expect(missing.first { $0.code == "S13" }?.reason == "no column holds trial-end")
  #expect(missing.first { $0.code == "S16" }?.reason == "switched off by the pipeline")
  let only = DriftDetector(definition: World.system(), only: ["S02"])
  #expect(only.checks.map(\.code) == ["S02"] && only.notEvaluated.isEmpty)
}
