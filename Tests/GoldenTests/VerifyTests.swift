import Foundation
import TestSupport
import Testing

/// Two runs of a small account: one before its rows were mended, one after.
private struct Nights {
  let scratch: Scratch
  var before: String { scratch.folder.path + "/before/small/latest" }
  var after: String { scratch.folder.path + "/after/small/latest" }

  /// Makes both runs; of the rows in the first dump two are wrong.
  init(second: String) throws {
    scratch = try Scratch()
    let exhibit = Repository.root.appending(path: "fixtures/refusals/sql-unwritable-value")
    let pipeline = try String(
      contentsOf: exhibit.appending(path: "pipeline.xml"), encoding: .utf8)
    try scratch.write(pipeline, to: "pipeline.xml")
    try scratch.write(
      (1...4).map { Self.event($0, "canceled") }.joined(separator: "\n") + "\n",
      to: "events.ndjson")
    let header = "id,customer,status,stripe_id,updated_at\n"
    let first = [1: "on", 2: "on", 3: "off", 4: "off"].sorted { $0.key < $1.key }
    let rows = first.map { "\($0.key),cus_\($0.key),\($0.value),sub_\($0.key),\(Self.day)\n" }
    for (name, text) in [("before", rows.joined()), ("after", second)] {
      try scratch.write(header + text, to: "subscriptions.csv")
      let answer = try Program.run(
        ["run", "pipeline.xml", "--output", name, "--quiet"], in: scratch.folder)
      #expect([0, 1, 3].contains(answer.status), "\(answer.errors)")
    }
  }

  static let day = "2026-01-01 00:00:00+00"

  static func rows(_ words: [String]) -> String {
    words.enumerated().map { place, word in
      "\(place + 1),cus_\(place + 1),\(word),sub_\(place + 1),\(day)\n"
    }.joined()
  }

  private static func event(_ number: Int, _ status: String) -> String {
    """
    {"id":"evt_\(number)","object":"event","created":1767225600,\
    "type":"customer.subscription.updated","data":{"object":{"id":"sub_\(number)",\
    "object":"subscription","customer":"cus_\(number)","status":"\(status)"}}}
    """
  }

  func verify(_ options: String...) throws -> Program.Answer {
    try Program.run(["verify", after] + options)
  }
}

@Suite struct `A run is verified` {
  @Test func `what the plan mended is fixed`() throws {
    let nights = try Nights(second: Nights.rows(["off", "off", "off", "off"]))
    let answer = try nights.verify("--against", nights.before)
    #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
    #expect(answer.output.contains("2 fixed · 0 not-applied · 0 regressed · 0 new"))
    #expect(answer.output.contains("fixed        S02  ghost-active · subscriptions 1 · "))
  }

  @Test func `what was not applied, and what is new, is told apart`() throws {
    let nights = try Nights(second: Nights.rows(["off", "on", "on", "off"]))
    let answer = try nights.verify("--against", nights.before)
    #expect(answer.status == 1)
    #expect(answer.output.contains("1 fixed · 1 not-applied · 0 regressed · 1 new"))
  }

  @Test func `a row that was mended and is wrong in another way has regressed`() throws {
    let nights = try Nights(second: Nights.rows(["strange", "off", "off", "off"]))
    let answer = try nights.verify("--against", nights.before)
    // The word is one that nobody declared: what that run does not find proves nothing.
    #expect(answer.status == 3)
    #expect(answer.output.contains("1 regressed"), "\(answer.output)")
    #expect(answer.output.contains("what is gone may only be missing"))
  }

  @Test func `the same is said in JSON`() throws {
    let nights = try Nights(second: Nights.rows(["off", "on", "off", "off"]))
    let answer = try nights.verify("--against", nights.before, "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
    let counts = try #require((object as? [String: Any])?["counts"] as? [String: Int])
    #expect(counts["fixed"] == 1 && counts["not-applied"] == 1 && counts["regressed"] == 0)
  }

  @Test(arguments: ["summary.txt", "reconcile.sql", "drift.ndjson.gz"])
  func `a file that was changed, or is gone, is told`(name: String) throws {
    let nights = try Nights(second: Nights.rows(["off", "off", "off", "off"]))
    #expect(try nights.verify().status == 0)
    let file = URL(filePath: nights.after).resolvingSymlinksInPath().appending(path: name)
    let content = try Data(contentsOf: file)
    try (content + Data("x".utf8)).write(to: file)
    let edited = try nights.verify("--against", nights.before)
    #expect(edited.status == 2)
    #expect(edited.output.contains("  \(name) "), "\(edited.output)")
    try FileManager.default.removeItem(at: file)
    let gone = try nights.verify()
    #expect(gone.status == 2)
    #expect(gone.output.contains("  \(name) is missing\n"))
  }
}
