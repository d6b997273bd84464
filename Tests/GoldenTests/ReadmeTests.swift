import Foundation
import TestSupport
import Testing

@Suite struct `The README` {
  private var file: URL { Repository.root.appending(path: "README.md") }

  /// The block of the README that shows what the first command prints.
  private func shown(in text: String) throws -> Range<String.Index> {
    let start = try #require(text.range(of: "The first prints, after the build:\n\n```\n"))
    let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
    return start.upperBound..<end.lowerBound
  }

  @Test func `shows what the program really prints`() throws {
    let scratch = try Scratch()
    let answer = try Program.run([
      "run", "pipelines/event-platform.xml", "--output", scratch.folder.path,
    ])
    #expect(answer.status == 1)
    var text = try String(contentsOf: file, encoding: .utf8)
    let block = try shown(in: text)
    guard text[block] != answer.output else { return }
    if ProcessInfo.processInfo.environment["GOLDEN"] == "update" {
      text.replaceSubrange(block, with: answer.output)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    Issue.record("the README shows another output; see GOLDEN=update")
  }

  @Test func `shows of an explanation only what the program really tells`() throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: "## When a customer calls"))
    let blocks = text[start.upperBound...].split(separator: "```")
    let command = try #require(blocks.dropFirst().first).split(separator: " ").dropFirst()
    let shown = try #require(blocks.dropFirst(3).first).split(separator: "\n")
    let scratch = try Scratch()
    let words = command.map { $0.trimmingCharacters(in: .newlines) }
    let answer = try Program.run(
      words + ["--output", scratch.folder.path], environment: ["COLUMNS": "80"])
    let told = Set(answer.output.split(separator: "\n"))
    #expect(shown.count > 20)
    for line in shown where line != "  …" {
      #expect(told.contains(line), "\(line)")
    }
  }

  @Test func `shows the bundle that the program really makes`() throws {
    var text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: "```\ntrueup bundle 0e04167d75f3e566 "))
    let blocks = text[start.upperBound...].split(separator: "```", maxSplits: 3)
    let shown = try #require(blocks.dropFirst(2).first)
    let scratch = try Scratch()
    let folder = scratch.folder.appending(path: "case").path
    let answer = try Program.run([
      "bundle", "0e04167d75f3e566", "pipelines/letters.xml", folder,
      "--output", scratch.folder.appending(path: "runs").path,
    ])
    #expect(answer.status == 0, "\(answer.errors)")
    let told = "\n" + answer.output.replacing(folder, with: "/tmp/case")
    guard shown != told else { return }
    if ProcessInfo.processInfo.environment["GOLDEN"] == "update" {
      text.replaceSubrange(shown.startIndex..<shown.endIndex, with: told)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    Issue.record("the README shows another bundle; see GOLDEN=update")
  }

  @Test func `shows of a script only what it really says`() throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(
      text.range(of: "for a person to read before anything happens:\n\n```\n"))
    let shown = text[start.upperBound...].prefix { $0 != "`" }.split(separator: "\n")
    let scratch = try Scratch()
    _ = try System.letters.run(output: scratch.folder)
    let script = try scratch.read("letters/latest/reconcile.sql").split(separator: "\n")
    #expect(shown.count > 15)
    for line in shown where line != "…" { #expect(script.contains(line), "\(line)") }
  }

  @Test func `names files that are there`() throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let paths = text.matches(of: /`((?:pipelines|fixtures|Sources|Tests|output)\/[\w.\/-]+)`/)
    #expect(paths.count > 5)
    for path in paths where !path.1.contains("mine") {
      let url = Repository.root.appending(path: String(path.1))
      #expect(FileManager.default.fileExists(atPath: url.path), "\(path.1)")
    }
  }
}
