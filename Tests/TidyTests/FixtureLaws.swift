import Foundation
import TestSupport
import Testing

/// What is wrong with one fixture, if anything.
///
/// The input of a refusal may be broken on purpose; what a person reads may not.
private func fault(in path: String, _ bytes: [UInt8]) -> String? {
  if bytes.count > 256 * 1024 { return "has \(bytes.count) bytes; 262,144 are allowed" }
  let isBinary = [".gz", ".xlsx"].contains { path.hasSuffix($0) }
  let isRead = path.hasSuffix(".md") || path.hasSuffix("/expected.txt")
  if isBinary || path.hasPrefix("fixtures/refusals/") && !isRead { return nil }
  if String(validating: bytes, as: UTF8.self) == nil { return "is not UTF-8" }
  if bytes.contains(0x0D) { return "has a carriage return" }
  return nil
}

@Test func `a fixture is short, and a text`() throws {
  for path in House.paths(under: "fixtures") {
    let bytes = try Array(Data(contentsOf: Repository.root.appending(path: path)))
    if let fault = fault(in: path, bytes) { Issue.record("\(path) \(fault)") }
  }
}

@Test func `a fixture that is long, or no text, is found`() {
  let long: [UInt8] = Array(repeating: 0x61, count: 262_145)
  #expect(fault(in: "fixtures/a.csv", long.dropLast()) == nil)
  #expect(fault(in: "fixtures/a.csv", long) != nil)
  #expect(fault(in: "fixtures/a.gz", long) != nil)
  #expect(fault(in: "fixtures/a.csv", [0xFF]) != nil)
  #expect(fault(in: "fixtures/a.csv", [0x0D, 0x0A]) != nil)
  #expect(fault(in: "fixtures/a.gz", [0xFF, 0x0D]) == nil)
  #expect(fault(in: "fixtures/refusals/x/a.csv", [0xFF]) == nil)
  #expect(fault(in: "fixtures/refusals/x/expected.txt", [0xFF]) != nil)
}

@Test(arguments: [
  "AllPublicDeclarationsHaveDocumentation", "BeginDocumentationCommentWithOneLineSummary",
  "ValidateDocumentationComments", "NeverForceUnwrap", "NeverUseForceTry",
  "NeverUseImplicitlyUnwrappedOptionals",
])
func `the formatter keeps the laws that need a parser`(_ rule: String) throws {
  let format = try String(
    contentsOf: Repository.root.appending(path: ".swift-format"), encoding: .utf8)
  #expect(format.contains("\"\(rule)\": true"))
}
