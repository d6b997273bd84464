import Bytes
import Detect
import Diagnostics
import Foundation
import Pipelines
import Reconciliation
import Revenue
import TestSupport
import Testing

/// A bridge from a pipeline's database to Stripe; `nil` where the database has no subscriptions.
private func bridge(of pipeline: URL) throws -> Bridge? {
  var options = PipelineRun.Options()
  options.scratchFolder = FileManager.default.temporaryDirectory.path
  let resolved = try PipelineResolver(knownChecks: Check.all.map(\.code)).resolve(
    try PipelineFile.read(pipeline.path, allowsOutside: false))
  options.rules = resolved.metrics.rules
  return try PipelineRun(resolved, options: options).run(after: []).revenue?.close.bridge
}

extension Bridge {
  /// Each line with the number of its parts and its sum, and what has no reason part by part.
  var text: String {
    spans.map { span in
      let lines = span.lines.map { line in
        let parts =
          line.reason == .unexplained
          ? line.parts.map {
            "\n      row \(symbols.text($0.rowKey)) sub \(symbols.text($0.subscription))"
              + " \($0.before) → \($0.after)"
          }.joined() : ""
        let reason = (line.reason.code + " " + line.reason.name)
        return "  \(reason) \(line.parts.count) \(line.change)" + parts
      }
      return "\(symbols.text(span.currency)) \(span.opening)\n"
        + lines.map { $0 + "\n" }.joined() + "  = \(span.closing)"
    }.joined(separator: "\n")
  }
}

private let scenarios: [String] =
  (try? FileManager.default.contentsOfDirectory(
    atPath: Repository.root.appending(path: "fixtures/scenarios").path))?
  .filter { !$0.hasPrefix(".") }.sorted().map { "fixtures/scenarios/\($0)/pipeline.xml" } ?? []

private let systems = ["course-orgs", "event-platform", "letters", "text-assistant"]
  .map { "pipelines/\($0).xml" }

@Suite struct `the bridge from the database to Stripe` {
  @Test(arguments: systems + scenarios)
  func `foots, and nothing of it is without a reason`(_ pipeline: String) throws {
    let bridge = try bridge(of: Repository.root.appending(path: pipeline))
    for check in bridge?.tieOuts ?? [] {
      #expect(check.result == .passed, "\(bridge?.text ?? "")")
    }
  }

  @Test func `has a line for each class of drift that moves revenue`() throws {
    let file = Repository.root.appending(path: "pipelines/letters.xml")
    let text = try #require(try bridge(of: file)).text
    #expect(
      text == """
        usd 54400
          P01 price-mismatch 1 -150
          P04 placeholder-price 1 -900
          S01 paid-but-unaware 2 5800
          S02 ghost-active 3 -2700
          S03 resurrected 1 -900
          S04 orphan-subscription 1 750
          S08 status-collapse 1 -900
          S14 trial-converted-still-trialing 1 900
          S21 local-end-stripe-bills 1 900
          U01 two-live-subscriptions 1 900
          = 58100
        """)
  }

  @Test func `goes to what decides a difference, not to another finding about the same row`() throws
  {
    let scratch = try Scratch()
    let world = scratch.folder.appending(path: "world")
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "fixtures/scenarios/trial-converted-still-trialing"),
      to: world)
    let rows = world.appending(path: "database/subscriptions.csv")
    let text = try String(contentsOf: rows, encoding: .utf8)
    try text.replacing(",plan_pro_monthly,", with: ",plan_pro_yearly,")
      .write(to: rows, atomically: true, encoding: .utf8)
    let bridge = try #require(try bridge(of: world.appending(path: "pipeline.xml")))
    #expect(
      bridge.text == """
        usd 0
          S14 trial-converted-still-trialing 1 2999
          = 2999
        """)
  }

  @Test func `names a subscription that brings nothing`() throws {
    let scenario = Repository.root.appending(path: "fixtures/scenarios/ghost-active/pipeline.xml")
    let bridge = try #require(try bridge(of: scenario))
    let parts = bridge.spans.flatMap(\.lines).flatMap(\.parts)
    #expect(parts.count == 1)
    for part in parts {
      #expect(part.after == 0)
      #expect(bridge.symbols.text(part.subscription).hasPrefix("sub_"))
    }
  }

  @Test(arguments: 1...20)
  func `foots whatever went wrong in a simulated company`(_ seed: Int) throws {
    let scratch = try Scratch()
    let folder = scratch.folder.appending(path: "world")
    _ = try Program.run([
      "generate", folder.path, "--subscriptions", "60", "--events", "480", "--drift", "0.5",
      "--seed", "\(seed)",
    ])
    let bridge = try #require(try bridge(of: folder.appending(path: "pipeline.xml")))
    #expect(bridge.spans.contains { !$0.lines.isEmpty })
    for check in bridge.tieOuts { #expect(check.result == .passed, "\(bridge.text)") }
  }
}
