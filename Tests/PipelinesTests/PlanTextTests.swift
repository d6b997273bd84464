import Foundation
import Pipelines
import TestSupport
import Testing

@Test(arguments: ["course-orgs", "event-platform", "letters", "text-assistant"])
func `the plan of a shipped pipeline reads from top to bottom`(_ name: String) throws {
  let fixture = Repository.root.appending(path: "fixtures/systems/\(name)/plan.txt")
  let shipped = Repository.root.appending(path: "pipelines/\(name).xml")
  let bytes = try Array(Data(contentsOf: shipped))
  let file = try PipelineFile(bytes, name: "pipelines/\(name).xml") { folder, path in
    #expect(folder.path == ".")
    return FileManager.default.contents(atPath: Repository.root.appending(path: path).path)
      .map(Array.init) ?? []
  }
  let plan = PlanText.render(try PipelineResolver().resolve(file)) { pattern in
    pattern.contains("events") ? ["stripe/events-1.ndjson.gz", "stripe/events-2.ndjson.gz"] : []
  }
  try expectGolden(plan, matches: fixture)
}
