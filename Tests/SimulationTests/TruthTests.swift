import Foundation
import TestSupport
import Testing

/// The truth of the generator against the verdict of a run: two programs, one claim.
@Suite struct `What a run finds in a generated world` {
  @Test(arguments: GeneratedWorld.systems, [1, 2])
  func `is nothing where nothing was put in`(system: [String], seed: Int) throws {
    let world = try GeneratedWorld(
      ["--subscriptions", "300", "--events", "2400", "--seed", "\(seed)", "--drift", "0"] + system)
    #expect(try world.truth().isEmpty)
    let answer = try world.run()
    #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
    #expect(try world.results(in: "drift.ndjson.gz").isEmpty)
  }

  @Test(arguments: GeneratedWorld.systems, [1, 2, 3])
  func `is what was put in, and nothing else`(system: [String], seed: Int) throws {
    let world = try GeneratedWorld(
      ["--subscriptions", "300", "--events", "2400", "--seed", "\(seed)", "--drift", "0.5"]
        + system)
    _ = try world.run()
    let truth = try world.truth().sorted()
    // What the ledger lacks is told beside what that did to the rows, not instead of it; and a
    // payment that was written twice also breaks the rule that its id is unique.
    let doubled = Set(truth.filter { $0.code == "I06" }.map(\.owner))
    let found = try world.findings().filter { !$0.code.hasPrefix("W") }
      .filter { $0.code != "D01" || !doubled.contains($0.owner) }.sorted()
    #expect(truth.count > 80)
    #expect(Set(truth).subtracting(found).sorted() == [], "not found")
    #expect(Set(found).subtracting(truth).sorted() == [], "found and not put in")
    #expect(found.count == Set(found).count)
  }

  @Test func `is read without a remark, every record of it`() throws {
    let world = try GeneratedWorld(
      ["--subscriptions", "300", "--events", "3000", "--drift", "0.3", "--gzip"])
    _ = try world.run()
    let remarks = try world.results(in: "diagnostics.ndjson.gz").compactMap {
      $0["code"] as? String
    }
    #expect(remarks.allSatisfy { $0 == "dump-no-rows" }, "\(remarks)")
    let summary = try Self.text(of: world)
    #expect(!summary.contains("missing-events"), "an update does not follow from the one before")
    #expect(!summary.contains("no-rule"))
  }

  private static func text(of world: GeneratedWorld) throws -> String {
    try world.scratch.read("world/out/sample/latest/summary.txt")
  }
}
