import Detect
import Emit
import Foundation
import Pipelines
import Reconciliation
import TestSupport
import Testing

@Suite struct `a run's result` {
  /// How a run may be made.
  struct Way: CustomTestStringConvertible, Sendable {
    var jobs: Int
    var memory: Int
    var testDescription: String { "\(jobs) threads, \(memory) bytes" }
  }

  private func outcome(_ way: Way) throws -> [[UInt8]] {
    let folder = FileManager.default.temporaryDirectory
    var options = PipelineRun.Options()
    options.jobs = way.jobs
    options.memoryLimit = way.memory
    options.scratchFolder = folder.path
    let path = Repository.root.appending(path: "pipelines/event-platform.xml").path
    let pipeline = try PipelineResolver(knownChecks: Check.all.map(\.code)).resolve(
      try PipelineFile.read(path, allowsOutside: false))
    let run = PipelineRun(pipeline, options: options)
    let report = try run.run(after: []).report
    return [
      SummaryWriter().json(report), DriftSheetWriter().csv(report),
      DifferenceSheetWriter().csv(try run.differences()),
    ]
  }

  @Test(arguments: [
    Way(jobs: 2, memory: 1 << 30), Way(jobs: 8, memory: 1 << 30), Way(jobs: 1, memory: 1),
    Way(jobs: 2, memory: 1), Way(jobs: 8, memory: 1 << 16),
  ])
  func `does not depend on threads, nor on what had to go to the disk`(way: Way) throws {
    let alone = try outcome(Way(jobs: 1, memory: 1 << 30))
    #expect(alone.allSatisfy { $0.count > 1_000 })
    #expect(try outcome(way) == alone)
  }
}
