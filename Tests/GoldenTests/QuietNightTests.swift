import Foundation
import TestSupport
import Testing

/// A system in which some drift stays, night after night.
private struct Nights {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func run(_ day: Int, _ words: String...) throws -> Program.Answer {
    try run(day, words: words)
  }

  func run(_ day: Int, words: [String]) throws -> Program.Answer {
    let pipeline = Scenario(name: "ghost-active").folder.appending(path: "pipeline.xml").path
    return try Program.run(
      [
        "run", pipeline, "--as-of", "2026-01-\(day)T06:00:00Z", "--quiet", "--output",
        scratch.folder.path,
      ] + words)
  }

  func runs() throws -> [String] {
    try FileManager.default
      .contentsOfDirectory(atPath: scratch.folder.appending(path: "ghost-active").path)
      .filter { $0.hasPrefix("2026-") }
  }
}

@Suite struct `A quiet night` {
  @Test func `ends with 0 when nothing is new, and still says what is open`() throws {
    let nights = try Nights()
    let first = try nights.run(15, "--only-new")
    #expect(first.status == 1 && first.output.contains("2 drift (2 new)"), "\(first)")
    let second = try nights.run(16, "--only-new")
    #expect(second.status == 0 && second.output.contains("2 drift (none new)"), "\(second)")
    let verdict = try nights.scratch.read("ghost-active/latest/summary.txt")
    #expect(
      verdict.contains("VERDICT  exit 0: drift was found, but none as urgent as P2 is new"))
    let page = try nights.scratch.read("ghost-active/latest/report.html")
    #expect(page.contains("<p class=\"verdict warn\">"))
    #expect(try nights.run(17).status == 1)
    // The same night again says the same again.
    #expect(try nights.run(15, "--only-new").output == first.output)
  }

  @Test func `that looked for something else resolves and mends nothing`() throws {
    let nights = try Nights()
    for (day, words) in [(14, []), (15, ["--only", "U01"]), (16, [])] {
      let answer = try nights.run(day, words: words)
      #expect(answer.status == (day == 15 ? 0 : 1), "\(answer)")
      if day == 16 { #expect(answer.output.contains("2 drift (none new)"), "\(answer)") }
    }
    let runs = try nights.runs().sorted().map { "\(nights.scratch.folder.path)/ghost-active/\($0)" }
    let compared = try Program.run(["compare", runs[0], runs[1]])
    #expect(compared.status == 0)
    #expect(
      compared.output.hasSuffix(
        "\n0 new · 0 recurred · 0 resolved · 0 persisting · 2 unevaluated\n"))
    #expect(try Program.run(["compare", runs[1], runs[2]]).output.contains(" 2 persisting\n"))
    let verified = try Program.run(["verify", runs[1], "--against", runs[0]])
    #expect(verified.status == 1 && verified.output.contains("0 fixed"), "\(verified)")
    #expect(verified.output.hasSuffix("0 settled · 2 unevaluated\n"), "\(verified)")
  }

  @Test func `may be judged again by another limit, as a run of its own`() throws {
    let nights = try Nights()
    let statuses = try [[], ["P2"], ["P0"], ["never"]].map { limit in
      try nights.run(15, limit.isEmpty ? "--quiet" : "--fail-on=\(limit[0])").status
    }
    #expect(statuses == [1, 1, 0, 0])
    #expect(try nights.runs().count == 3)
  }
}
