import Dumps
import Foundation
import Pipelines
import Reconciliation
import TestSupport
import Testing
import XML

/// The values that the schema lists for an attribute of an element.
private func values(of attribute: String, in element: String) throws -> [String] {
  let schema = try XMLReader.read(PipelineSchema.bytes, name: "trueup.rng")
  return all("element", element, in: schema).flatMap { all("attribute", attribute, in: $0) }
    .flatMap { all("value", nil, in: $0) }.map(\.text)
}

private func all(_ kind: String, _ name: String?, in node: XMLElement) -> [XMLElement] {
  let isOne = node.name == kind && (name == nil || node.attribute("name")?.value == name)
  return (isOne ? [node] : []) + node.children.flatMap { all(kind, name, in: $0) }
}

@Test func `the program carries the schema that stands in the repository`() throws {
  let file = Repository.root.appending(path: "pipelines/trueup.rng")
  #expect(try PipelineSchema.bytes == Array(Data(contentsOf: file)))
}

@Test(arguments: [
  ("table", "role", TableRole.allCases.map(\.rawValue)),
  ("table", "format", DumpFormat.allNames),
  ("table", "null-rule", NullRule.promiseNames),
  ("column", "field", RowField.allCases.map(\.rawValue)),
  ("status", "means", StatusMeaning.allCases.map(\.rawValue)),
  ("database", "dialect", DatabaseDialect.allCases.map(\.rawValue)),
  ("check", "disposition", Disposition.allCases.map(\.rawValue)),
])
func `the schema and the program know the same words`(
  element: String, attribute: String, words: [String]
) throws {
  #expect(try values(of: attribute, in: element) == words)
}

@Test func `the guide names every element and every attribute`() throws {
  let guide = try String(
    contentsOf: Repository.root.appending(path: "pipelines/README.md"), encoding: .utf8)
  let schema = try XMLReader.read(PipelineSchema.bytes, name: "trueup.rng")
  for element in all("element", nil, in: schema) {
    let name = element.attribute("name")?.value ?? ""
    #expect(guide.contains("<\(name)"), "<\(name)>")
    for attribute in all("attribute", nil, in: element) {
      let word = attribute.attribute("name")?.value ?? ""
      #expect(guide.contains("\(word)=\"") || guide.contains("`\(word)`"), "\(name)/\(word)")
    }
  }
}

/// The blocks of XML in the guide; the first is a whole pipeline, the others are parts of one.
private func examples() throws -> [String] {
  let guide = try String(
    contentsOf: Repository.root.appending(path: "pipelines/README.md"), encoding: .utf8)
  return guide.components(separatedBy: "```xml\n").dropFirst().compactMap {
    $0.components(separatedBy: "\n```").first
  }
}

@Test func `every example of the guide follows the schema`() throws {
  let schema = try XMLSchema(PipelineSchema.bytes, name: "trueup.rng")
  let examples = try examples()
  #expect(examples.count >= 8)
  for (number, example) in examples.enumerated() {
    let isWhole = example.hasPrefix("<pipeline") || example.hasPrefix("<part")
    let text =
      isWhole ? example : #"<part xmlns="urn:trueup:pipeline:1">"# + example + "</part>"
    try schema.validate(try XMLDocument(Array(text.utf8), name: "example-\(number + 1)"))
  }
}

@Test func `the first example of the guide resolves without a warning`() throws {
  let text = try #require(try examples().first)
  let file = try PipelineFile(Array(text.utf8), name: "guide.xml") { _, _ in [] }
  #expect(try PipelineResolver().resolve(file).warnings.map(\.rendered) == [])
}
