import Foundation
import TestSupport
import Testing

private let pipeline = "pipelines/letters.xml"
private let folder = Repository.root.appending(path: "fixtures/explanations")

/// A user whose payment was lost in the dead letters, by all names the files have for that.
private let names = [
  "0410c32c-0895-49d0-a8cb-75abcc60c020", "cus_TRwdFTPPpOl3OR", "sub_1Sj9ZqTq7WhLm2Rv3Twhl6XH",
  "7ace4cb3-9c69-40e9-aa4b-23b8673e7077", "evt_1Sj9ZqTq7WhLm2Rv7zTZqzZr",
  "in_1Sj9ZqTq7WhLm2RvGIG5iQBH", "0e04167d75f3e566", "subscription:sub_1Sj9ZqTq7WhLm2Rv3Twhl6XH",
]

private func explain(_ id: String, _ words: [String] = [], columns: Int = 80) throws
  -> Program.Answer
{
  let scratch = try Scratch()
  return try Program.run(
    ["explain", id, pipeline, "--output", scratch.folder.path] + words,
    environment: ["COLUMNS": String(columns)])
}

@Test(arguments: [80, 120])
func `an explanation tells what happened, what is wrong, why and what to do`(width: Int) throws {
  let answer = try explain("0e04167d75f3e566", columns: width)
  #expect(answer.status == 1)
  let lines = answer.output.split(separator: "\n")
  #expect(lines.allSatisfy { $0.unicodeScalars.count <= width }, "\(answer.output)")
  try expectGolden(answer.output, matches: folder.appending(path: "lost-payment-\(width).txt"))
}

@Test func `an explanation as JSON has the same timeline`() throws {
  let answer = try explain("0e04167d75f3e566", ["--format", "json"])
  try expectGolden(answer.output, matches: folder.appending(path: "lost-payment.json"))
  let whole = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
  let moments = try #require(whole?["timeline"] as? [[String: Any]])
  let events = moments.compactMap { $0["event"] as? String }
  #expect(events.count > 4)
  let text = try explain("0e04167d75f3e566", columns: 200).output
  #expect(events.allSatisfy { text.contains($0) })
}

@Test(arguments: names)
func `whatever name is asked about, the answer is about the same user`(name: String) throws {
  let answer = try explain(name)
  #expect(answer.status == 1, "\(answer.errors)")
  let whole = try explain("0e04167d75f3e566").output
  let start = "\nSUBSCRIPTION "
  #expect(answer.output.contains(start))
  #expect(answer.output.split(separator: start).last == whole.split(separator: start).last)
}

@Test func `what a cache keeps too long is asked about by its key and mended there`() throws {
  let scratch = try Scratch()
  let key = "stripe:customer:cus_TZ9Midf4mh7L2D"
  let answer = try Program.run(
    ["explain", key, "pipelines/course-orgs.xml", "--output", scratch.folder.path])
  #expect(answer.status == 1, "\(answer.errors)")
  #expect(answer.output.contains("  redis       DEL \"\(key)\"\n"))
  #expect(answer.output.contains("\n1 finding · 1 by cache.redis\n"))
  #expect(!answer.output.contains("reconcile.sql"))
}

@Test(arguments: [true, false])
func `nothing is said to be mended by a run that was stopped`(isIndexed: Bool) throws {
  let scratch = try Scratch()
  try FileManager.default.copyItem(
    at: Scenario(name: "ghost-active").folder, to: scratch.folder.appending(path: "work"))
  let definition = try scratch.read("work/pipeline.xml")
    .replacing(/<safety[^>]*\/>/, with: "<safety max-changes=\"0\"/>")
  try scratch.write(definition, to: "work/pipeline.xml")
  let work = scratch.folder.appending(path: "work")
  #expect(try Program.run(["run", "pipeline.xml", "--quiet"], in: work).status == 4)
  let output = isIndexed ? "output" : "elsewhere"
  let answer = try Program.run(
    ["explain", "sub_1SeRhNTq7WhLm2RvM7TChfkN", "pipeline.xml", "--output", output], in: work)
  #expect(answer.output.contains("not now: a safety limit stopped the run; what is proposed"))
  #expect(
    answer.output.contains(
      "\n2 findings · nothing may be applied: a safety limit stopped the run\n"))
  #expect(!answer.output.contains("reconcile.sql"))
}

@Test func `colours are for those who ask for them`() throws {
  #expect(try !explain(names[0]).output.contains("\u{1B}"))
  let colored = try explain(names[0], ["--color", "always"]).output
  #expect(colored.contains("\u{1B}[1m"))
  let plain = colored.replacing(/\u{1B}\[[0-9]*m/, with: "")
  #expect(plain == (try explain(names[0]).output))
}

@Test func `a name that nobody knows is refused, and help says what can be asked about`() throws {
  let answer = try explain("sub_nobody")
  #expect(answer.status == 2)
  #expect(answer.output.isEmpty)
  #expect(answer.errors.contains("know nothing by the name\nsub_nobody\n  help: ids of"))
  #expect(try explain("user:sub_1Sj9ZqTq7WhLm2Rv3Twhl6XH").status == 2)
}

/// What is told of one payer of the school, whose cache, row and subscription say three things.
private struct Replay: Decodable {
  struct Moment: Decodable {
    var time: String
    var event: String?
  }

  struct Pair: Decodable {
    struct Field: Decodable {
      var field: String
      var stripe: String?
    }

    var fields: [Field]
  }

  var timeline: [Moment]
  var pairs: [Pair]
  var status: String? {
    pairs.first?.fields.first { $0.field == "status" }?.stripe
  }

  init(asOf words: [String], _ output: String) throws {
    let answer = try Program.run(
      [
        "explain", "sub_1ScGnOTq7WhLm2Rve9l59xcS", "pipelines/course-orgs.xml", "--format", "json",
        "--output", output,
      ] + words)
    self = try JSONDecoder().decode(Replay.self, from: Data(answer.output.utf8))
  }
}

@Test func `events are replayed by setting the clock back, one step after the other`() throws {
  let scratch = try Scratch()
  let whole = try Replay(asOf: [], scratch.folder.path)
  let events = whole.timeline.filter { $0.event != nil }
  let instants = Set(events.map(\.time)).sorted()
  #expect(instants.count > 4 && whole.status == "past_due")
  // A pipeline waits before it counts an event: this one five minutes.
  let format = Date.ISO8601FormatStyle()
  var states: [String?] = []
  for instant in instants {
    let clock = try format.parse(instant).addingTimeInterval(301).formatted(format)
    let replay = try Replay(asOf: ["--as-of", clock], scratch.folder.path)
    #expect(
      replay.timeline.compactMap(\.event)
        == events.filter { $0.time <= instant }.compactMap(\.event), "\(instant)")
    states.append(replay.status)
  }
  #expect(states.compactMap(\.self).suffix(2) == ["active", "past_due"])
}
