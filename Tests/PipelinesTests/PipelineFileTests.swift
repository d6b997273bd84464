import Billing
import Diagnostics
import Foundation
import Pipelines
import Reconciliation
import TestSupport
import Testing

/// The pipeline file that the repository ships.
private let shipped = Repository.root.appending(path: "pipelines/event-platform.xml")

@Test func `the shipped pipeline resolves without a warning`() throws {
  let file = try PipelineFile.read(shipped.path)
  let pipeline = try PipelineResolver().resolve(file)
  #expect(pipeline.warnings.map(\.rendered) == [])
  #expect(pipeline.definition.table(.subscriptions)?.columns.count == 18)
  #expect(pipeline.definition.clock.horizon.iso == "2026-01-15T05:53:00Z")
  #expect(pipeline.texts.count == 2)
}

/// The status rule of the shipped system, situation by situation.
@Test(
  arguments: [
    (SubscriptionStatus.trialing, false, nil, 1, "TRIALING"), (.trialing, false, nil, -1, nil),
    (.trialing, true, 1, 1, "CANCELED"), (.active, false, 1, nil, "ACTIVE"),
    (.active, false, -1, nil, "ACTIVE"), (.active, true, 1, nil, "CANCELED"),
    (.active, true, -1, nil, "EXPIRED"), (.active, true, nil, nil, nil),
    (.pastDue, true, 1, nil, "PAST_DUE"), (.unpaid, false, 1, nil, "EXPIRED"),
    (.canceled, false, -1, nil, "EXPIRED"), (.canceled, false, nil, nil, nil),
    (.incomplete, false, nil, nil, "INCOMPLETE"), (.incompleteExpired, false, nil, nil, "EXPIRED"),
    (.paused, false, nil, nil, "PAUSED"),
  ] as [(SubscriptionStatus, Bool, Int64?, Int64?, String?)])
func `the shipped rule gives each situation its word`(
  status: SubscriptionStatus, isEnding: Bool, endDays: Int64?, trialDays: Int64?, word: String?
) throws {
  let definition = try PipelineResolver().resolve(PipelineFile.read(shipped.path)).definition
  let now = definition.clock.asOf
  let situation = StatusRule.Situation(
    status: status, isEnding: isEnding, end: endDays.map { now.adding(seconds: $0 * 86_400) },
    trialEnd: trialDays.map { now.adding(seconds: $0 * 86_400) }, isCollectionPaused: false)
  #expect(definition.statusRule.word(for: situation, asOf: now) == word)
}

@Test(arguments: 0..<8)
func `a damaged pipeline is refused or resolved, and every problem has a place`(
  seed: UInt64
) throws {
  let whole = try Array(Data(contentsOf: shipped))
  var random = SplitMix64(seed: seed)
  for _ in 0..<12 {
    var bytes = whole
    let start = Int.random(in: 0..<bytes.count, using: &random)
    let end = min(bytes.count, start + Int.random(in: 0..<40, using: &random))
    let other = Int.random(in: 0..<(bytes.count - 40), using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: bytes[start] = UInt8.random(in: 0x20...0x7E, using: &random)
    case 1: bytes.removeSubrange(start..<end)
    default: bytes.replaceSubrange(start..<end, with: whole[other..<(other + 12)])
    }
    for problem in problems(of: bytes) {
      #expect(problem.file != nil && problem.position != nil, "seed \(seed): \(problem.rendered)")
    }
  }
}

private func problems(of bytes: [UInt8]) -> [Failure] {
  do {
    let file = try PipelineFile(bytes, name: "pipelines/damaged.xml") {
      (_, path) throws(Failure) in
      let part = Repository.root.appending(path: path)
      guard let data = FileManager.default.contents(atPath: part.path) else {
        throw Failure(.inputMissing, "there is no “\(path)”")
      }
      return Array(data)
    }
    _ = try PipelineResolver().resolve(file)
    return []
  } catch let refusal as PipelineRefusal {
    return refusal.problems
  } catch let failure as Failure {
    return [failure]
  } catch {
    return []
  }
}
