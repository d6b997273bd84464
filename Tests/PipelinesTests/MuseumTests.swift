import Diagnostics
import Foundation
import Pipelines
import TestSupport
import Testing

private let museum = Repository.root.appending(path: "fixtures/refusals")

/// The rooms whose refusals are shown by a pipeline file alone.
private func exhibits() throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: museum.path)
    .filter { $0.hasPrefix("pipeline-") || $0.hasPrefix("xml-") }.sorted()
}

/// What is said about a pipeline: why it is refused, or what it is warned of.
private func verdict(on file: URL) -> String {
  do {
    let resolver = PipelineResolver(knownChecks: ["S01", "S02", "S13"])
    let pipeline = try resolver.resolve(PipelineFile.read(file.path))
    return pipeline.warnings.map(\.rendered).joined(separator: "\n")
  } catch let refusal as PipelineRefusal {
    return refusal.rendered
  } catch let failure as Failure {
    return failure.rendered
  } catch {
    return "\(error)"
  }
}

@Test(arguments: try exhibits())
private func `each code is shown by a pipeline that provokes it alone`(_ code: String) throws {
  let folder = museum.appending(path: code)
  let text =
    verdict(on: folder.appending(path: "pipeline.xml"))
    .replacingOccurrences(of: folder.path + "/", with: "") + "\n"
  #expect(text.contains("[\(code)]: "))
  #expect(text.components(separatedBy: "]: ").count == 2)
  try expectGolden(text, matches: folder.appending(path: "expected.txt"))
}

@Test func `every code of the language is in the museum`() throws {
  let codes = Repository.root.appending(
    path: "Sources/Program/Pipelines/Definition/Failure+Pipeline.swift")
  let literals = try String(contentsOf: codes, encoding: .utf8)
    .components(separatedBy: "rawValue: \"").dropFirst().compactMap {
      $0.split(separator: "\"").first
    }
  let shown = try exhibits()
  #expect(literals.count > 20)
  #expect(literals.filter { !shown.contains(String($0)) } == [])
}
