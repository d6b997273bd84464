import Diagnostics
import Foundation
import Pipelines
import TestSupport
import Testing

/// The folder of foreign files with expected verdicts, where there is one.
private let corpus = ProcessInfo.processInfo.environment["TRUEUP_SHARED"].map {
  URL(filePath: $0).appending(path: "corpora/xml-made")
}

private func files(_ prefix: String) throws -> [URL] {
  guard let corpus else { return [] }
  return try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
    .filter { $0.lastPathComponent.hasPrefix(prefix) && $0.pathExtension == "xml" }
    .sorted { $0.path < $1.path }
}

@Test(.enabled(if: corpus != nil), arguments: try files("bad-") + files("ok-"))
private func `no file of another language is a pipeline`(_ file: URL) throws {
  let bytes = try Array(Data(contentsOf: file))
  #expect(throws: Failure.self) {
    try PipelineFile(bytes, name: file.lastPathComponent) { _, _ in [] }
  }
}

/// The value of `path` in a file, written into a pipeline of ours.
@Test(.enabled(if: corpus != nil), arguments: try files("bad-path-") + files("ok-minimal"))
private func `its paths get the same verdict in ours`(_ file: URL) throws {
  let text = try String(contentsOf: file, encoding: .utf8)
  let path = try #require(text.components(separatedBy: "path=\"").dropFirst().first)
    .prefix { $0 != "\"" }
  let problems = SmallPipeline("stripe", "<stripe><events files=\"\(path)\"/></stripe>").problems
  switch file.lastPathComponent {
  case "ok-minimal.xml": #expect(problems == [])
  case "bad-path-nul-ref.xml": #expect(problems.map(\.code.rawValue) == ["xml-malformed"])
  default: #expect(problems.map(\.code) == [.pipelinePath])
  }
}
