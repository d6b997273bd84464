import Foundation
import Pipelines
import TestSupport
import Testing

private let fixture = Repository.root.appending(path: "fixtures/systems/event-platform/plan.txt")

@Test func `the plan of the shipped pipeline reads from top to bottom`() throws {
  let shipped = Repository.root.appending(path: "pipelines/event-platform.xml")
  let bytes = try Array(Data(contentsOf: shipped))
  let file = try PipelineFile(bytes, name: "pipelines/event-platform.xml") { folder, path in
    #expect(folder.path == ".")
    return FileManager.default.contents(atPath: Repository.root.appending(path: path).path)
      .map(Array.init) ?? []
  }
  let plan = PlanText.render(try PipelineResolver().resolve(file)) { pattern in
    pattern.contains("events") ? ["stripe/events-1.ndjson.gz", "stripe/events-2.ndjson.gz"] : []
  }
  try expectGolden(plan, matches: fixture)
}
