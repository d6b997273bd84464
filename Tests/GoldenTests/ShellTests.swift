import Foundation
import TestSupport
import Testing

/// A call of the program and what it must say.
private struct Call: Sendable, CustomTestStringConvertible {
  var words: [String]
  var status: Int32
  var says: String
  var testDescription: String { "trueup " + words.joined(separator: " ") }

  init(_ words: String, _ status: Int32, _ says: String) {
    self.words = words.split(separator: " ").map(String.init)
    self.status = status
    self.says = says
  }
}

@Suite struct `The shell` {
  @Test(arguments: [
    Call("rnu x.xml", 2, "there is no command rnu\n  help: did you mean “run”?"),
    Call("run --jbos 3 x.xml", 2, "run has no option --jbos\n  help: did you mean “--jobs”?"),
    Call("run --jobs", 2, "--jobs needs a value: N"),
    Call("run --jobs 0 pipelines/event-platform.xml", 2, "--jobs cannot be 0"),
    Call("run --quiet=yes x.xml", 2, "--quiet takes no value"),
    Call(
      "run --fail-on P9 x.xml", 2, "--fail-on cannot be P9\n  help: one of P0, P1, P2, P3, never"),
    Call("run", 2, "run takes one pipeline file"),
    Call("run a.xml b.xml", 2, "run takes one pipeline file"),
    Call("run --as-of tomorrow x.xml", 2, "--as-of cannot be tomorrow"),
    Call("run --as-of 2026-01-15T06:00:00+02:00 x.xml", 2, "--as-of cannot be"),
    Call("run --as-of 9999-12-31T23:59:59Z x.xml", 2, "from 1970 to 2199"),
    Call("run --output= pipelines/event-platform.xml", 2, "--output is empty: DIR"),
    Call(
      "metrics --bridge --month 2025-12 pipelines/letters.xml", 2,
      "--bridge and --month do not go together"),
    Call(
      "metrics --against stripe --bridge pipelines/letters.xml", 2,
      "--bridge and --against do not go together"),
    Call(
      "metrics --restate --against stripe pipelines/letters.xml", 2,
      "--against and --restate do not go together"),
    Call("run --only S99 pipelines/event-platform.xml", 2, "there is no check S99"),
    Call("run nowhere.xml", 2, "error[input-missing]"),
    Call(
      "generate nowhere --like pipelines/letters.xml", 2,
      "rows that name a plan by its word cannot be simulated"),
    Call(
      "generate nowhere --like pipelines/course-orgs.xml", 2,
      "only dumps of PostgreSQL can be simulated"),
    Call("help rnu", 2, "there is no help on rnu\n  help: did you mean “run”?"),
  ])
  fileprivate func `explains a mistake and what would be right`(_ call: Call) throws {
    let answer = try Program.run(call.words)
    #expect(answer.status == call.status)
    #expect(answer.errors.contains(call.says), "\(answer.errors)")
    #expect(answer.output.isEmpty)
  }

  @Test(arguments: ["--version", "--help", "-h", "help", "help run", "run --help", "help checks"])
  func `answers on the standard output alone`(words: String) throws {
    let answer = try Program.run(words.split(separator: " ").map(String.init))
    #expect(answer.status == 0)
    #expect(!answer.output.isEmpty)
    #expect(answer.errors.isEmpty)
    #expect(answer.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test(arguments: [
    ("run nowhere.xml", "input-missing", 2), ("run --jbos 3 x.xml", "usage", 2),
    ("rnu x.xml", "usage", 2), ("run pipelines/text-assistant.xml --quiet", "run-finished", 1),
  ])
  func `logs a JSON object a line for programs`(
    words: String, code: String, status: Int32
  ) throws {
    let scratch = try Scratch()
    let isRun = words.hasSuffix("--quiet")
    let output = isRun ? ["--output", scratch.folder.path, "--progress", "always"] : []
    let answer = try Program.run(
      words.split(separator: " ").map(String.init) + output + ["--log-format", "json"])
    #expect(answer.status == status)
    #expect(answer.output.split(separator: "\n").count == (isRun ? 1 : 0))
    let lines = answer.errors.split(separator: "\n")
    let entries = try lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(entries.last?["code"] as? String == code)
    for entry in entries {
      #expect((entry["time"] as? String)?.hasSuffix("Z") == true && entry["message"] != nil)
    }
    if isRun { #expect(entries.last?["exit_status"] as? Int32 == status) }
  }

  @Test func `a full disk is no success`() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exec \"$0\" help checks > /dev/full", Program.url.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
  }
}
