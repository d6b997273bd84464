import Diagnostics
import Foundation
import Pipelines
import Reconciliation
import TestSupport
import Testing

private func part(_ inside: String) -> String {
  #"<part xmlns="urn:trueup:pipeline:1">"# + inside + "</part>"
}

private let words = #"<status word="on" means="active"/><status word="off" means="ended"/>"#

@Test(arguments: [
  ("statuses", #"<statuses><include file="w.xml"/></statuses>"#, words),
  ("statuses", #"<include file="w.xml"/>"#, "<statuses>\(words)</statuses>"),
])
func `a part takes the place of its include`(section: String, text: String, inside: String) throws {
  var pipeline = SmallPipeline(section, text)
  pipeline.parts["w.xml"] = part(inside)
  let resolved = try pipeline.resolve()
  #expect(resolved.definition.statuses == (try SmallPipeline().resolve()).definition.statuses)
  #expect(resolved.texts == ["p/small.xml", "p/w.xml"])
}

@Test func `parts include parts, and the order is that of the text`() throws {
  var pipeline = SmallPipeline.table(#"<include file="a.xml"/><column name="last"/>"#)
  pipeline.parts["a.xml"] = part(#"<column name="a"/><include file="b/b.xml"/><column name="c"/>"#)
  pipeline.parts["b/b.xml"] = part(#"<column name="b"/>"#)
  let columns = try pipeline.resolve().definition.database.tables[0].columns.map(\.name)
  #expect(columns == ["id", "status", "customer_id", "ended_at", "a", "b", "c", "last"])
}

@Test func `a problem in a part names the part`() throws {
  var pipeline = SmallPipeline.table(#"<include file="a.xml"/>"#)
  pipeline.parts["a.xml"] = part("\n  <column name=\"a\" type=\"strnig\"/>")
  let problem = try #require(pipeline.problems.first)
  #expect(problem.file == "p/a.xml")
  #expect(problem.position == Failure.TextPosition(line: 2, column: 20))
}

@Test func `what cannot stand there is refused where it was written`() throws {
  var pipeline = SmallPipeline.table(#"<include file="a.xml"/>"#)
  pipeline.parts["a.xml"] = part(#"<alias price="p" plan="q"/>"#)
  let problem = try #require(pipeline.problems.first)
  #expect(problem.code == .pipelineMisplaced)
  #expect(problem.file == "p/a.xml")
}

@Test(arguments: [
  ("pipeline-path", "../a.xml", [:]),
  ("pipeline-path", "/a.xml", [:]),
  ("pipeline-path", "./a.xml", [:]),
  ("input-missing", "a.xml", [:]),
  (
    "pipeline-include-root", "a.xml",
    ["a.xml": #"<pipeline xmlns="urn:trueup:pipeline:1" name="a"/>"#]
  ),
  ("pipeline-include-cycle", "a.xml", ["a.xml": part("\n" + #"<include file="a.xml"/>"#)]),
  (
    "pipeline-include-cycle", "a.xml",
    ["a.xml": part(#"<include file="b.xml"/>"#), "b.xml": part(#"<include file="a.xml"/>"#)]
  ),
  (
    "pipeline-include-count", "a.xml",
    [
      "a.xml": part(String(repeating: #"<include file="b.xml"/>"#, count: 9)),
      "b.xml": part(String(repeating: #"<include file="c.xml"/>"#, count: 9)), "c.xml": part(""),
    ]
  ),
  ("xml-doctype", "a.xml", ["a.xml": "<!DOCTYPE part><part/>"]),
  ("xml-invalid", "a.xml", ["a.xml": #"<part xmlns="urn:trueup:pipeline:1"><colunm/></part>"#]),
])
func `an include that leads nowhere good is refused`(
  code: String, path: String, parts: [String: String]
) throws {
  var pipeline = SmallPipeline.table(#"<include file="\#(path)"/>"#)
  pipeline.parts = parts
  let problem = try #require(pipeline.problems.first)
  #expect(problem.code.rawValue == code)
  #expect(problem.position != nil)
}

@Test func `a part is not a pipeline`() {
  #expect(throws: Failure.self) {
    try PipelineFile(Array(part("").utf8), name: "a.xml") { _, _ in [] }
  }
}

@Test func `the digest depends on every text and on nothing else`() throws {
  var pipeline = SmallPipeline("statuses", #"<statuses><include file="w.xml"/></statuses>"#)
  pipeline.parts["w.xml"] = part(words)
  let digest = try pipeline.resolve().digest
  #expect(try pipeline.resolve().digest == digest)
  pipeline.parts["w.xml"] = part(words + " ")
  #expect(try pipeline.resolve().digest != digest)
}

@Test(arguments: [
  ("a.xml", ".", "."), ("a.xml", "..", ".."), ("p/a.xml", "..", "."), ("p/q/a.xml", "..", "p"),
  ("./a.xml", "..", "./.."), ("p", ".", "."), ("../a.xml", "..", "../.."), ("/a.xml", "..", "/"),
  ("/p/a.xml", "..", "/"), ("/p/q/a.xml", ".", "/p/q"), ("p/../a.xml", "..", "p/../.."),
])
func `the root is the file's folder or its parent`(file: String, root: String, path: String) {
  #expect(PipelineFolder(of: file, root: root).path == path)
}

@Test func `paths may leave the root only when the run says so`() throws {
  var pipeline = SmallPipeline("stripe", #"<stripe><events files="../a /b"/></stripe>"#)
  #expect(pipeline.problems.count == 2)
  pipeline.allowsOutside = true
  #expect(try pipeline.resolve().sources[0].patterns == ["../a", "/b"])
  pipeline = SmallPipeline("stripe", #"<stripe><events files="a&#10;b"/></stripe>"#)
  pipeline.allowsOutside = true
  #expect(pipeline.problems.map(\.code) == [.pipelinePath])
}

@Test func `no symbolic link leads to a part, and no folder or pipe is one`() throws {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "pipelines-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  let inner = folder.appending(path: "inner")
  try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
  try part(words).write(to: folder.appending(path: "w.xml"), atomically: true, encoding: .utf8)
  try FileManager.default.createSymbolicLink(
    atPath: folder.appending(path: "link.xml").path, withDestinationPath: "w.xml")
  try FileManager.default.createSymbolicLink(
    atPath: folder.appending(path: "out").path, withDestinationPath: "inner")
  try part(words).write(to: inner.appending(path: "w.xml"), atomically: true, encoding: .utf8)
  #expect(unsafe mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)

  let expected = [
    "w.xml": nil, "inner/w.xml": nil, "link.xml": "input-unreadable", "out/w.xml": "input-missing",
    "inner": "input-unreadable", "pipe": "input-unreadable", "none.xml": "input-missing",
  ]
  for (path, code) in expected {
    let text = SmallPipeline("statuses", #"<statuses><include file="\#(path)"/></statuses>"#)
    let file = folder.appending(path: "small.xml")
    try Data(text.marked.bytes).write(to: file)
    do {
      _ = try PipelineFile.read(file.path)
      #expect(code == nil, "\(path)")
    } catch {
      #expect(error.code.rawValue == code, "\(path)")
    }
  }
}
