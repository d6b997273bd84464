import Foundation
import TestSupport
import Testing

/// The scenario of a waiver, with what the row says changed: the month it ends in was pinned.
@Test(arguments: [
  ("2026-02-28 06:19:26", "2026-02-28 06:19:26", Int32(0)),
  ("2026-02-28 06:19:26", "2026-03-28 06:19:26", 1),
  ("2025-12-28 06:19:26,2026", "2025-12-27 06:19:26,2026", 1),
])
func `a waiver holds for the values that it pins, and for no others`(
  from: String, to: String, status: Int32
) throws {
  let scratch = try Scratch()
  let scenario = scratch.folder.appending(path: "waived")
  try FileManager.default.copyItem(
    at: Scenario.stage.appending(path: "waived"), to: scenario)
  let rows = scenario.appending(path: "database/subscriptions.csv")
  let text = try String(contentsOf: rows, encoding: .utf8)
  try #require(text.contains(from))
  try text.replacing(from, with: to).write(to: rows, atomically: true, encoding: .utf8)
  let answer = try Program.run(["run", "pipeline.xml", "--output", "out", "-q"], in: scenario)
  #expect(answer.status == status, "\(answer.output)\(answer.errors)")
}
