import Diagnostics
import Foundation
import TestSupport
import Testing
import XML

/// The folder of foreign files with expected verdicts, where there is one.
private let corpora = ProcessInfo.processInfo.environment["TRUEUP_SHARED"].map {
  URL(filePath: $0).appending(path: "corpora")
}

/// What only a reader of pipelines can refuse: these are well-formed and harmless as XML.
private let leftToThePipeline: [String: String] = [
  "bad-duplicate-ids.xml": "identifiers are unique by the rules of a pipeline",
  "bad-namespace.xml": "the namespace is a matter of the schema",
  "bad-path-absolute.xml": "a path is a text here",
  "bad-path-dotdot.xml": "a path is a text here",
  "bad-path-newline.xml": "a path is a text here",
  "bad-unknown-attr.xml": "the attributes are a matter of the schema",
  "bad-unknown-element.xml": "the elements are a matter of the schema",
  "bad-xinclude.xml": "an inclusion is an element like any other, and never followed",
]

/// The time this thread has worked; a busy machine does not make it longer.
private func processorTime() -> Duration {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

private struct Verdict: CustomTestStringConvertible, Sendable {
  var file: URL
  var word: String
  var testDescription: String { file.lastPathComponent }

  static func all() throws -> [Verdict] {
    guard let folder = corpora?.appending(path: "xml-made") else { return [] }
    return try String(contentsOf: folder.appending(path: "INDEX.tsv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().map { line in
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        return Verdict(file: folder.appending(path: String(fields[0])), word: String(fields[2]))
      }
  }
}

private func foreignDocuments() throws -> [URL] {
  guard let corpora else { return [] }
  return ["xml-libxml2", "xml-xxe-payloads"].flatMap { folder in
    let everything = FileManager.default.enumerator(
      at: corpora.appending(path: folder), includingPropertiesForKeys: [.isRegularFileKey])
    return (everything?.compactMap { $0 as? URL } ?? []).filter {
      (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
  }
}

@Test(.enabled(if: corpora != nil), arguments: try Verdict.all())
private func `a file made to do harm gets its verdict at once`(_ verdict: Verdict) throws {
  let bytes = try Array(Data(contentsOf: verdict.file))
  let start = processorTime()
  let failure = failureOfReading(bytes)
  #expect(processorTime() - start < .milliseconds(50))
  if leftToThePipeline[verdict.file.lastPathComponent] != nil {
    #expect(failure == nil)
  } else {
    #expect((failure == nil) == (verdict.word.hasPrefix("accept")), "\(failure?.rendered ?? "")")
  }
}

@Test(.enabled(if: corpora != nil), arguments: try foreignDocuments())
func `a foreign document with a document type is refused at once`(_ file: URL) throws {
  let bytes = try Array(Data(contentsOf: file))
  let start = processorTime()
  let failure = failureOfReading(bytes)
  #expect(processorTime() - start < .milliseconds(50))
  guard bytes.firstRange(of: Array("<!DOCTYPE".utf8)) != nil else { return }
  #expect(failure != nil)
}
