import Foundation
import TestSupport
import Testing

/// A run directory as another program could write it: its findings, and a manifest that fits.
private struct Night {
  let run: String
  let folder: URL

  /// Writes a run whose findings are `id:first-seen` or `id:first-seen:waived`.
  init(_ day: Int, _ findings: [String], in scratch: Scratch) throws {
    run = "2026-01-\(day)T060000Z-0000000a"
    folder = scratch.folder.appending(path: run)
    let lines = findings.map { text in
      let parts = text.split(separator: ":")
      let seen = "2026-01-\(parts[1])T060000Z-0000000a"
      return #"{"drift_id":"\#(parts[0])","code":"S02","class":"ghost-active","severity":"P1","#
        + #""disposition":"auto","table":"subscriptions","row_key":"\#(parts[0])\u001b[2J","#
        + #""first_seen_run":"\#(seen)","waived":\#(parts.count > 2 ? "\"yes\"" : "null")}"# + "\n"
    }
    try scratch.write(lines.joined(), to: "\(run)/drift.ndjson")
    let plain = folder.appending(path: "drift.ndjson").path
    try #require(try tool("gzip", ["-n", plain]).status == 0)
    let sum = try tool("sha256sum", [plain + ".gz"]).output.prefix(64)
    let size = try Data(contentsOf: folder.appending(path: "drift.ndjson.gz")).count
    try scratch.write(
      #"{"run_id":"\#(run)","as_of":"2026-01-\#(day)T06:00:00Z","exit_status":1,"#
        + #""outputs":[{"file":"#
        + #""drift.ndjson.gz","bytes":\#(size),"sha256":"\#(sum)"}]}"#, to: "\(run)/manifest.json")
  }
}

@Suite struct `Comparing two runs` {
  private func nights() throws -> (scratch: Scratch, one: Night, two: Night) {
    let scratch = try Scratch()
    let one = try Night(12, ["stays:10", "goes:12", "waived-later:12"], in: scratch)
    let two = try Night(
      14, ["stays:10", "back:11", "young:13", "now:14", "waived-later:12:waived"], in: scratch)
    return (scratch, one, two)
  }

  @Test func `tells what is new, recurred, resolved and persisting`() throws {
    let (scratch, one, two) = try nights()
    let answer = try Program.run(["compare", one.folder.path, two.folder.path])
    #expect(answer.status == 1 && answer.errors.isEmpty)
    let lines = answer.output.split(separator: "\n").map { line in
      line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    }
    #expect(lines[0] == ["from", one.run] && lines[1] == ["to", two.run])
    let told = lines.dropFirst(2).dropLast().map { [$0[0], $0[8]] }
    #expect(
      told == [
        ["new", "young"], ["new", "now"], ["recurred", "back"], ["resolved", "goes"],
        ["persisting", "stays"],
      ])
    #expect(
      answer.output.hasSuffix(
        "4 days, since 2026-01-10T060000Z-0000000a\n\n2 new · 1 recurred · "
          + "1 resolved · 1 persisting\n"))
    #expect(!answer.output.contains("\u{1B}"))
    let reversed = try Program.run(["compare", two.folder.path, one.folder.path])
    #expect(reversed.output == answer.output)
    withExtendedLifetime(scratch) {}
  }

  @Test func `is agreement when nothing has come`() throws {
    let (scratch, one, two) = try nights()
    let answer = try Program.run(["compare", one.folder.path, one.folder.path])
    #expect(answer.status == 0)
    #expect(answer.output.hasSuffix("0 new · 0 recurred · 0 resolved · 3 persisting\n"))
    let words = ["compare", two.folder.path, two.folder.path, "--only-new", "--format", "json"]
    let json = try Program.run(words)
    let all = try Program.run(words.filter { $0 != "--only-new" })
    #expect(all.output.matches(of: /"age_days":([0-9]+)/).map { $0.1 } == ["4", "3", "1", "0"])
    #expect(json.status == 0)
    #expect(json.output.contains(#""persisting":4,"unevaluated":0},"findings":[]}"#))
    withExtendedLifetime(scratch) {}
  }

  @Test func `refuses a run that is not what was written`() throws {
    let (scratch, one, two) = try nights()
    try scratch.write("", to: "\(one.run)/drift.ndjson.gz")
    let answer = try Program.run(["compare", one.folder.path, two.folder.path])
    #expect(answer.status == 2 && answer.output.isEmpty)
    #expect(answer.errors.contains("error[run-damaged]: drift.ndjson.gz of run \(one.run)"))
  }
}
