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
