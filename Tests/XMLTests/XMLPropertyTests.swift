import Diagnostics
import TestSupport
import Testing
import XML

/// A tree of random names, values and texts; no two neighbours may be texts.
private func randomElement(depth: Int, _ random: inout SplitMix64) -> XMLElement {
  let words = ["a", "b-1", "_c", "é", "x.y", "名"]
  let texts = ["", "plain", "<&>\"'", "é\u{1F600}", "]]>", "two\nlines\tand a tab", "&#1;"]
  let attributes = words.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
    .map {
      XMLAttribute(name: $0, value: texts.randomElement(using: &random) ?? "", position: none)
    }
  let count = depth == 0 ? 0 : Int.random(in: 0...3, using: &random)
  return XMLElement(
    name: words.randomElement(using: &random) ?? "a", attributes: attributes,
    children: (0..<count).map { _ in randomElement(depth: depth - 1, &random) },
    text: count == 0 ? texts.randomElement(using: &random) ?? "" : "", position: none)
}

private let none = Failure.TextPosition(line: 0)

private func write(_ element: XMLElement, to writer: inout XMLWriter) {
  writer.element(element.name, attributes: element.attributes.map { ($0.name, $0.value) }) {
    if !element.text.isEmpty { $0.text(element.text) }
    for child in element.children { write(child, to: &$0) }
  }
}

/// The element without positions, and without the white space that indents its children.
private func bare(_ element: XMLElement) -> XMLElement {
  XMLElement(
    name: element.name,
    attributes: element.attributes.map {
      XMLAttribute(name: $0.name, value: $0.value, position: none)
    },
    children: element.children.map(bare), text: element.children.isEmpty ? element.text : "",
    position: none)
}

/// Every position in a tree with the name that must stand there.
private func places(in element: XMLElement) -> [(position: Failure.TextPosition, word: String)] {
  [(element.position, "<" + element.name)]
    + element.attributes.map { ($0.position, $0.name + "=") } + element.children.flatMap(places)
}

@Test(arguments: 0..<50)
func `a tree that is written reads back, and its positions point at its names`(
  _ seed: UInt64
) throws {
  var random = SplitMix64(seed: seed)
  let tree = randomElement(depth: 4, &random)
  var writer = XMLWriter()
  write(tree, to: &writer)
  let bytes = writer.finish()
  let read = try XMLReader.read(bytes, name: "w.xml")
  #expect(bare(read) == tree)
  let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
  for (position, word) in places(in: read) {
    #expect(lines[position.line - 1].dropFirst(position.column - 1).starts(with: word.utf8))
  }
}

@Test func `many threads may read, compile and validate at once`() async throws {
  let text = Array("<pipeline name='p'><read side='left'/><diff/></pipeline>".utf8)
  let alone = try failureOfValidating(text)
  let failures = try await withThrowingTaskGroup(of: Failure?.self) { group in
    for _ in 0..<64 { group.addTask { try failureOfValidating(text) } }
    return try await group.reduce(into: [Failure?]()) { $0.append($1) }
  }
  #expect(failures == Array(repeating: alone, count: 64))
}

@Test func `nothing is ever said on standard error`() async throws {
  let result = await #expect(
    processExitsWith: .success, observing: [\.standardErrorContent]
  ) {
    for text in ["<a>", "<a>&x;</a>", "<x:a/>", "<a b='1' b='2'/>", "<a>&#1;</a>", "<!DOCTYPE a>"] {
      precondition(failureOfReading(Array(text.utf8)) != nil)
    }
    let invalid = Array("<pipeline name='p q'><read side='stripe'/><diff/></pipeline>".utf8)
    let failure = try failureOfValidating(invalid)
    precondition(failure?.code == .xmlInvalid)
    precondition((try? XMLSchema(Array("<element/>".utf8), name: "s.rng")) == nil)
  }
  #expect(result?.standardErrorContent.isEmpty == true)
}
