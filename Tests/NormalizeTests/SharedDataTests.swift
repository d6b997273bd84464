import Billing
import Bytes
import Diagnostics
import Foundation
import JSON
import Normalize
import Read
import Reconciliation
import TestSupport
import Testing

/// Files that others wrote, where the machine has them.
@Suite(.enabled(if: shared != nil)) struct `histories that others recorded` {
  private let folder = shared ?? URL(filePath: "/")

  /// One answer of Stripe's about a subscription, and when it was given.
  private struct Answer {
    var id: String
    var time: Int64
    var text: String
    var members: [String: Any]
    /// What is read of it, as words.
    var words: String
  }

  /// Every recorded answer about a subscription, in the order of their giving.
  private func answers() throws -> [Answer] {
    let root = folder.appending(path: "real/pay-rails/api_responses")
    let index = try String(contentsOf: root.appending(path: "_index.csv"), encoding: .utf8)
    var lines: [String: [Substring]] = [:]
    var answers: [Answer] = []
    for row in index.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard cells[cells.count - 2] == "subscription", let line = Int(cells[1]) else { continue }
      if lines[cells[0]] == nil {
        let file = root.appending(path: cells[0])
        // Not every recorded version need be at hand.
        guard FileManager.default.fileExists(atPath: file.path) else { continue }
        lines[cells[0]] = try String(contentsOf: file, encoding: .utf8)
          .split(separator: "\n", omittingEmptySubsequences: false)
      }
      guard let text = lines[cells[0]]?[line - 1] else { continue }
      let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8))
      let members = try #require(parsed as? [String: Any])
      let seconds = try Date(cells[2], strategy: .iso8601).timeIntervalSince1970
      answers.append(
        Answer(
          id: cells[cells.count - 1], time: Int64(seconds), text: String(text), members: members,
          words: Self.state(Folded(Normalized([String(text)]).facts), cells[cells.count - 1])))
    }
    return answers.enumerated().sorted { ($0.1.id, $0.1.time, $0.0) < ($1.1.id, $1.1.time, $1.0) }
      .map(\.element)
  }

  private static func state(_ folded: Folded, _ id: String) -> String {
    folded.states[id]?.split(separator: " ").first.map(String.init) ?? "missing"
  }

  /// The stream that Stripe would have sent: an event for every answer that shows a change.
  private func stream(_ answers: [Answer]) throws -> (events: [String], ends: [String: Answer]) {
    var events: [String] = []
    var last: [String: Answer] = [:]
    for answer in answers {
      var verb = "created"
      var previous: String?
      if let before = last[answer.id] {
        if before.words == answer.words { continue }
        verb = answer.members["status"] as? String == "canceled" ? "deleted" : "updated"
        previous = try changed(from: before, to: answer)
      }
      last[answer.id] = answer
      events.append(
        event(
          "evt_\(events.count * 7_919 % 100_003)", "customer.subscription.\(verb)",
          at: answer.time, answer.text, previous: previous))
    }
    return (events, last)
  }

  private func changed(from one: Answer, to other: Answer) throws -> String {
    var previous: [String: Any] = [:]
    for key in Set(one.members.keys).union(other.members.keys) {
      let (before, after) = (one.members[key] ?? NSNull(), other.members[key] ?? NSNull())
      if try text(of: [before]) != text(of: [after]) { previous[key] = before }
    }
    return try text(of: previous)
  }

  private func text(of value: Any) throws -> String {
    String(
      decoding: try JSONSerialization.data(withJSONObject: value, options: .sortedKeys),
      as: UTF8.self)
  }

  /// Reads a file as the program does.
  private func read(_ file: URL, into facts: inout StripeFacts) throws {
    var pieces = PieceReader(try InputFile(path: file.path))
    var reader = StripeLineReader()
    var base = 0
    while let piece = try pieces.next() {
      var normalizer = StripeNormalizer(scope: StripeScope())
      var log = DiagnosticLog()
      let count = piece.withView { view in
        StripeReader().read(
          view, startByte: piece.startByte, file: FileID(rawValue: 0),
          layout: StripeReader.layout(of: view), reader: &reader, log: &log
        ) { normalizer.take($0, takenAt: Timestamp(seconds: 0)) }
      }
      #expect(log.rejectionCount == 0 && normalizer.log.entries.isEmpty)
      facts.absorb(normalizer.takeFacts(), recordBase: base)
      base += count.recordCount
    }
  }

  private static let horizon: Int64 = 4_000_000_000

  @Test func `the last answer about a subscription is its state`() throws {
    let answers = try answers()
    #expect(answers.count > 250)
    var random = SplitMix64(seed: 3)
    let facts = FoldTable.facts(
      answers.shuffled(using: &random).map { ($0.text, $0.time) })
    let folded = Folded(facts, horizon: Self.horizon)
    for (id, own) in Dictionary(grouping: answers, by: \.id) {
      let end = own.map(\.time).max()
      // Answers of one second may differ; which came last is then beyond what files say.
      let candidates = Set(own.filter { $0.time == end }.map(\.words))
      #expect(candidates.contains(Self.state(folded, id)), "\(id)")
    }
    #expect(folded.states.count == Set(answers.map(\.id)).count)
  }

  @Test func `a stream told by events, in files of any order, ends in the same states`() throws {
    let (events, ends) = try stream(try answers())
    let place = FileManager.default.temporaryDirectory.appending(path: "trueup-\(UUID())")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    var random = SplitMix64(seed: 5)
    let copies = events.filter { _ in UInt8.random(in: 0..<4, using: &random) == 0 }
    let all = (events + copies).shuffled(using: &random)
    var facts = StripeFacts()
    for part in 0..<5 {
      let lines = all.indices.filter { $0 % 5 == part }.map { all[$0] + "\n" }.joined()
      let file = place.appending(path: "events-\(part).ndjson.gz")
      try Data(gzipped(Array(lines.utf8))).write(to: file)
      try read(file, into: &facts)
    }
    let folded = Folded(facts, horizon: Self.horizon)
    #expect(folded.eventCount == events.count && folded.duplicateCount == copies.count)
    #expect(folded.codes.isEmpty)
    for (id, end) in ends { #expect(Self.state(folded, id) == end.words, "\(id)") }
    #expect(!folded.states.values.contains { $0.contains("gap") })
  }

  @Test func `genuine pages: 730 events in 789 rows`() throws {
    let root = folder.appending(path: "real/zulip")
    var facts = StripeFacts()
    for name in try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
    where name.hasSuffix(".json") {
      var piece = StripeFacts()
      try readWhole(root.appending(path: name), into: &piece)
      facts.absorb(piece, recordBase: 0)
    }
    let folded = Folded(facts, horizon: Self.horizon)
    #expect(folded.eventCount + folded.duplicateCount + folded.codes.count == 789)
    #expect(folded.eventCount == 730)
    // The pages were made anonymous one by one, which left forty of the copies unlike.
    #expect(folded.duplicateCount == 19)
    #expect(folded.codes == Array(repeating: "stripe-event-conflict", count: 40))
  }

  private func readWhole(_ file: URL, into facts: inout StripeFacts) throws {
    let bytes = Array(try Data(contentsOf: file))
    var reader = StripeLineReader()
    var normalizer = StripeNormalizer(scope: StripeScope())
    var log = DiagnosticLog()
    withView(bytes) { view in
      _ = StripeReader().read(
        view, startByte: 0, file: FileID(rawValue: 0), layout: .documents, reader: &reader,
        log: &log
      ) { normalizer.take($0, takenAt: Timestamp(seconds: 0)) }
    }
    facts = normalizer.takeFacts()
  }
}
