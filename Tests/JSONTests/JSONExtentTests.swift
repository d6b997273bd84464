import JSON
import TestSupport
import Testing

@Test(arguments: [
  "‹{\"a\":[1,\"}\"]}›,2", "‹[[],{\"]\":\"\\\"]\"}]› ", "‹\"a\\\\\"›\"", "‹123›]", "‹true›,",
  "‹-1.5e3›}", "‹null›", "‹\"long enough for words \\\" and more\"›:", "‹[\"unbalanced ] { \"]›]",
])
func `a value ends where its brackets and quotes are balanced`(_ text: String) {
  let text = Marked(text)
  let end = withView(text.bytes) { JSONExtent.end(of: $0, from: 0) }
  #expect(end == text.ranges.first?.upperBound)
}

@Test(arguments: ["", "{", "[1,2", "\"abc", "\"abc\\\"", "\"\\", "{\"a\":\"}", "[[]"])
func `a value that is cut has no end`(_ text: String) {
  #expect(withView(Array(text.utf8)) { JSONExtent.end(of: $0, from: 0) } == nil)
}

@Test func `a byte that starts no value is an empty one`() {
  #expect(withView(Array(",1".utf8)) { JSONExtent.end(of: $0, from: 0) } == 0)
  #expect(withView(Array(" \t\r\n1 ".utf8)) { JSONExtent.skipBlanks(of: $0, from: 0) } == 4)
  #expect(withView(Array("  ".utf8)) { JSONExtent.skipBlanks(of: $0, from: 0) } == 2)
}
