import Foundation
import TestSupport
import Testing

/// What a command prints, by the name of its file in `fixtures/screens/`.
private struct Screen: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var words: [String]
  /// What of it is kept: the rest counts what grows with every check.
  var end: String?
  /// Whether it is for a program, or one line, and the same on every terminal.
  var isFixed: Bool

  init(_ name: String, _ words: String, upTo end: String? = nil, isFixed: Bool = false) {
    testDescription = name
    self.words = words.split(separator: " ").map(String.init)
    self.end = end
    self.isFixed = isFixed
  }

  func file(_ columns: Int) -> URL {
    Repository.root.appending(
      path: "fixtures/screens/\(testDescription)\(isFixed ? "" : "-\(columns)").txt")
  }

  private static let figures = "\(Repository.root.path)/pipelines/event-platform.xml"
  private static let runs = "output/ghost-active"

  static let all =
    [
      Screen("help", "help"),
      Screen("man", "help --man", isFixed: true),
      Screen("version", "--version", isFixed: true),
      Screen("check", "check pipeline.xml", upTo: "\ncoverage\n"),
      Screen("run", "run pipeline.xml --as-of 2026-01-16T06:00:00Z", upTo: "\nNOT EVALUATED"),
      Screen(
        "run-quiet", "run pipeline.xml --as-of 2026-01-16T06:00:00Z --quiet", upTo: " a month",
        isFixed: true),
      Screen("what-if", "run pipeline.xml --what-if other.xml"),
      Screen("explain", "explain sub_1SeRhNTq7WhLm2RvM7TChfkN pipeline.xml"),
      Screen(
        "explain-set-back",
        "explain sub_1SeRhNTq7WhLm2RvM7TChfkN pipeline.xml --as-of 2026-01-08T00:00:00Z"),
      Screen("bundle", "bundle sub_1SeRhNTq7WhLm2RvM7TChfkN pipeline.xml case-COLUMNS"),
      Screen("differences", "stage diff pipeline.xml", isFixed: true),
      Screen("compare", "compare \(runs)/one \(runs)/two"),
      Screen("compare-only-new", "compare \(runs)/one \(runs)/two --only-new"),
      Screen("verify", "verify \(runs)/two"),
      Screen("verify-against", "verify \(runs)/two --against \(runs)/one"),
      Screen("prune", "prune \(runs) --keep 1 --dry-run"),
      Screen("generate", "generate world-COLUMNS --subscriptions 20 --seed 1"),
      Screen("metrics", "metrics \(figures)"),
      Screen("close", "metrics \(figures) --month 2025-12 --output closes-COLUMNS"),
      Screen("bridge", "metrics \(figures) --bridge"),
      Screen("rule-bridge", "metrics \(figures) --profile stripe --against chartmogul"),
    ]
    + [
      "run", "check", "explain", "bundle", "stage", "metrics", "prune", "compare", "verify",
      "generate", "completions", "help", "checks",
    ].map { Screen("help-\($0)", "help \($0)") }
    + ["bash", "zsh", "fish"].map {
      Screen("completions-\($0)", "completions \($0)", isFixed: true)
    }

  /// Words that are no use, each with what is said of them.
  static let mistakes = [
    "rnu pipeline.xml", "run", "run pipeline.xml --qiet", "run pipeline.xml --fail-on P9",
    "run pipeline.xml --only S99", "run pipeline.xml --memory much", "run missing.xml",
    "check stripe/events.ndjson", "explain sub_nobody pipeline.xml", "explain pipeline.xml",
    "compare output", "compare output output", "verify output", "metrics pipeline.xml --month May",
    "bundle sub_1 pipeline.xml", "prune output/ghost-active", "generate", "help nothing",
    "completions csh", "run pipeline.xml --only=",
  ]
}

/// A working folder with one system in it that was run on two days.
private let world: Result<Scratch, any Error> = Result {
  let scratch = try Scratch()
  let folder = scratch.folder.appending(path: "work")
  try FileManager.default.copyItem(at: Scenario(name: "ghost-active").folder, to: folder)
  for (name, day) in [("one", 15), ("two", 16)] {
    let answer = try Program.run(
      ["run", "pipeline.xml", "--quiet", "--as-of", "2026-01-\(day)T06:00:00Z"], in: folder)
    #expect(answer.status == 1, "\(answer.errors)")
    let runs = folder.appending(path: "output/ghost-active")
    let made = try FileManager.default.destinationOfSymbolicLink(
      atPath: runs.appending(path: "latest").path)
    try FileManager.default.createSymbolicLink(
      atPath: runs.appending(path: name).path, withDestinationPath: made)
  }
  try scratch.write(
    """
    <part xmlns="urn:trueup:pipeline:1">
      <status word="ACTIVE" means="active" access="no"/>
    </part>

    """, to: "work/other.xml")
  return scratch
}

/// What the program says where a terminal has so many columns.
private func answer(_ words: [String], columns: Int) throws -> Program.Answer {
  try Program.run(
    words.map { $0.replacing("COLUMNS", with: "\(columns)") },
    in: world.get().folder.appending(path: "work"),
    environment: ["COLUMNS": "\(columns)"])
}

/// Lines that are too long although they could be folded: a digest cannot.
private func long(_ text: String, columns: Int) -> [Substring] {
  text.split(separator: "\n").filter { line in
    line.unicodeScalars.count > columns && !line.hasSuffix(/[0-9a-f]{64}/)
  }
}

extension Substring {
  fileprivate func hasSuffix(_ pattern: some RegexComponent) -> Bool {
    ranges(of: pattern).last?.upperBound == endIndex
  }
}

@Suite(.serialized) struct `A screen` {
  @Test(arguments: Screen.all, [80, 120])
  fileprivate func `shows what it is known to show, in its columns`(
    _ screen: Screen, _ columns: Int
  ) throws {
    let answer = try answer(screen.words, columns: columns)
    #expect(answer.status != 2, "\(answer.errors)")
    let end = screen.end.flatMap { answer.output.range(of: $0) }
    #expect((end == nil) == (screen.end == nil))
    let text = String(answer.output[..<(end?.lowerBound ?? answer.output.endIndex)])
    try expectGolden(text, matches: screen.file(columns))
    #expect(screen.isFixed || long(text, columns: columns).isEmpty)
    #expect(screen.isFixed || !text.split(separator: "\n").contains { $0.hasSuffix(" ") })
  }

  @Test(arguments: ["checks", "run", "generate"])
  func `of help has every word at every width`(topic: String) throws {
    let whole = try Program.run(["help", topic]).output
    for columns in [60, 80, 120] {
      let folded = try answer(["help", topic], columns: columns).output
      #expect(folded.split { $0.isWhitespace } == whole.split { $0.isWhitespace })
    }
  }

  @Test func `of a summary is the summary that was written`() throws {
    for columns in [80, 120] {
      let said = try answer(
        ["run", "pipeline.xml", "--as-of", "2026-01-16T06:00:00Z"], columns: columns)
      let file = try world.get().folder.appending(path: "work/output/ghost-active/two/summary.txt")
      #expect(said.output == (try String(contentsOf: file, encoding: .utf8)))
      #expect(long(said.output, columns: 80).allSatisfy { $0.hasPrefix("checked ") })
    }
  }

  @Test(arguments: [80, 120])
  func `of a mistake says what is wrong and what to do`(columns: Int) throws {
    var text = ""
    for words in Screen.mistakes {
      let answer = try answer(words.split(separator: " ").map(String.init), columns: columns)
      #expect(answer.status == 2 && answer.output.isEmpty, "\(words)")
      text += "$ trueup \(words)\n" + answer.errors
    }
    #expect(long(text, columns: columns).isEmpty)
    try expectGolden(
      text, matches: Repository.root.appending(path: "fixtures/screens/mistakes-\(columns).txt"))
  }

  @Test func `of a mistake is whole where no terminal folds it, and one line in a log`() throws {
    let folder = try world.get().folder.appending(path: "work")
    let words = ["run", "pipeline.xml", "--what-if", String(repeating: "other/", count: 20)]
    let whole = try Program.run(words, in: folder)
    #expect(whole.errors.split(separator: "\n").count == 2)
    let logged = try Program.run(
      words + ["--log-format", "json"], in: folder, environment: ["COLUMNS": "60"])
    #expect(logged.errors.split(separator: "\n").count == 1)
  }
}
