import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing
import XML

private func document(_ report: RunReport) throws -> XMLElement {
  let document = try XMLDocument(JUnitWriter().xml(report), name: "junit.xml")
  let schema = try Array(Data(contentsOf: golden("junit.rng")))
  try XMLSchema(schema, name: "junit.rng").validate(document)
  return document.root
}

extension XMLElement {
  fileprivate func says(_ name: String) -> String? { attribute(name)?.value }

  /// The elements of a name anywhere below.
  fileprivate func all(_ name: String) -> [XMLElement] {
    children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
  }
}

struct JUnitTests {
  @Test func `test results read as they always did`() throws {
    let text = String(decoding: JUnitWriter().xml(Sample.told), as: UTF8.self)
    try expectGolden(text, matches: golden("junit.xml"))
  }

  @Test(arguments: [Sample.told, Sample.attacked, Sample.clean.report])
  func `the counts of suites are those of their cases, and of the whole`(
    _ report: RunReport
  ) throws {
    let root = try document(report)
    for suite in [root] + root.children {
      #expect(suite.says("tests") == String(suite.all("testcase").count))
      #expect(suite.says("failures") == String(suite.all("failure").count))
      #expect(suite.says("errors") == String(suite.all("error").count))
      if suite != root { #expect(suite.says("skipped") == String(suite.all("skipped").count)) }
    }
    #expect(root.all("failure").count == report.open.count)
  }

  @Test func `a check without findings passes and one that was not made is skipped`() throws {
    let cases = try document(Sample.told).all("testcase")
    let passed = try #require(cases.first { $0.says("classname") == "sample.S03" })
    #expect(passed.says("name") == "resurrected" && passed.children.isEmpty)
    let skipped = cases.filter { $0.children.first?.name == "skipped" }
    #expect(
      skipped.map { $0.says("classname") } == ["sample.K01", "sample.S19", "sample.declared"])
  }

  @Test func `no case is there twice`() throws {
    let cases = try document(Sample.told).all("testcase")
    let names = Set(cases.map { "\($0.says("classname") ?? "") \($0.says("name") ?? "")" })
    #expect(names.count == cases.count)
  }

  @Test func `a run that may not be trusted is never all passed`() throws {
    var sample = Sample.clean
    #expect(try document(sample.report).all("error").isEmpty)
    sample.coverage.holes = [
      Coverage.Hole(name: "cut", message: "the export is cut", blocksVerdict: true)
    ]
    var report = sample.report
    report.safetyStop = "too many changes"
    report.convergence.stillFixable = ["0123456789abcdef"]
    let errors = try document(report).all("error")
    #expect(errors.count == 3)
    #expect(errors.first?.text == "cut: the export is cut")
  }

  @Test func `what a record says is no markup`() throws {
    let text = String(decoding: JUnitWriter().xml(Sample.attacked), as: UTF8.self)
    #expect(!text.contains("<b>") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
    let failure = try #require(try document(Sample.attacked).all("failure").first)
    #expect(failure.says("message")?.hasPrefix("a<b>&\"']]>\\") == true)
  }
}
