import Bytes
import JSON
import Testing

@Test func `members and elements come in the order of the text`() throws {
  let text = #" { "b" : [ 1 , "x" , [ ] , { } ] , "a" : { "c" : null } , "d" : true } "#
  let seen = reading(text) { root in
    #expect(root.kind == .object && root.isObject && root.memberCount == 3)
    #expect(root["b"]?.elementCount == 4)
    #expect(root["a"]?["c"]?.isNull == true)
    #expect(root["d"]?.bool == true)
    #expect(root["e"] == nil && root["a"]?["b"] == nil)
    let kinds = root["b"].map { $0.elements.map(\.kind) }
    #expect(kinds == [.number, .string, .array, .object])
    return root.members.map(\.key.text)
  }
  #expect(seen == ["b", "a", "d"])
}

@Test func `a value that is no container has no children`() {
  let checked: Void? = reading("\"text\"") { root in
    #expect(root.members.map(\.key.text).isEmpty && root.elements.map(\.kind).isEmpty)
    #expect(root["a"] == nil && root.memberCount == 0 && root.elementCount == 0)
  }
  #expect(checked != nil)
}

@Test func `a value knows its exact text`() {
  let text = #"{"a": [1, {"b" : 2}],"c":"x"}"#
  let checked: Void? = reading(text) { root in
    #expect(root.startByte == 0 && root.byteCount == text.utf8.count)
    #expect(root["a"]?.bytes.text == #"[1, {"b" : 2}]"#)
    #expect(root["a"]?.startByte == 6)
    #expect(root["c"]?.bytes.text == #""x""#)
  }
  #expect(checked != nil)
}

@Test(
  arguments: [
    ("0", 0), ("-0", 0), ("1", 1), ("-1", -1), ("1700000000", 1_700_000_000),
    ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
    ("9223372036854775808", nil), ("-9223372036854775809", nil), ("99999999999999999999999", nil),
    ("1.0", nil), ("1e2", nil), ("1E2", nil), ("-0.0", nil), ("\"1\"", nil), ("true", nil),
  ] as [(String, Int64?)])
func `an integer is one only without fraction and exponent, within 64 bits`(
  _ text: String, _ integer: Int64?
) {
  #expect(reading(text) { $0.integer } == .some(integer))
}

@Test(arguments: ["0", "-0.0", "1.50", "1e400", "-1E-400", "123456789012345678901234567890.1"])
func `the text of a number is kept`(_ text: String) {
  #expect(reading("[ \(text) ]") { $0.elements.map { $0.numberText?.text } } == [text])
}

@Test(arguments: [
  (#""plain""#, "plain"), (#""""#, ""), (#""a\"b\\c\/d""#, "a\"b\\c/d"),
  (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC\ud83D\uDE00""#, "Aé€😀"),
  (#""x\u0000y""#, "x\0y"), ("\"é€😀\u{7F}\"", "é€😀\u{7F}"),
  (#""\uFFFE\uffff""#, "\u{FFFE}\u{FFFF}"),
])
func `a string is what its escapes say`(_ text: String, _ meaning: String) {
  let found = reading(text) { root in
    var scratch: [UInt8] = []
    let view = root.text(into: &scratch)
    #expect((root.plainText == nil) == text.contains("\\"))
    return view?.array ?? []
  }
  #expect(found == Array(meaning.utf8))
}

@Test func `names are compared by their bytes after unescaping`() {
  let text = "{\"caf\\u00e9\":1,\"cafe\u{301}\":2,\"tab\\t\":3}"
  let checked: Void? = reading(text) { root in
    #expect(root["café"]?.integer == 1)
    #expect(root["cafe\u{301}"]?.integer == 2)
    #expect(root["tab\t"]?.integer == 3)
    #expect(root["tab"] == nil)
  }
  #expect(checked != nil)
}

@Test func `a string is compared with a literal after unescaping`() {
  let checked: Void? = reading(#"["event","\u0065vent","events","",1]"#) { root in
    #expect(root.elements.map { $0.isString("event") } == [true, true, false, false, false])
    #expect(root.elements.map { $0.isString("") } == [false, false, false, true, false])
  }
  #expect(checked != nil)
}

@Test func `a key table gives each name its place, and -1 to all others`() {
  let table = JSONKeyTable(["id", "object", "created", "current_period_end", "a", ""])
  let text =
    #"{"created":0,"\u0069d":0,"ids":0,"current_period_end":0,"":0,"current_period_enD":0,"a":0}"#
  let codes = reading(text) { $0.members.map { table.code(of: $0.key) } }
  #expect(codes == [2, 0, -1, 3, 5, -1, 4])
  let none = JSONKeyTable([])
  #expect(reading("{\"a\":1}") { $0.members.map { none.code(of: $0.key) } } == [-1])
}

@Test func `names of every length hash the same whether found or asked for`() {
  let names = (0..<40).map { String(repeating: "x", count: $0) }
  let text = "{" + names.map { "\"\($0)\":\($0.count)" }.joined(separator: ",") + "}"
  let checked: Void? = reading(text) { root in
    #expect(root[""]?.integer == 0)
    #expect(root["xxx"]?.integer == 3)
    #expect(root["xxxxxxx"]?.integer == 7)
    #expect(root["xxxxxxxx"]?.integer == 8)
    #expect(root["xxxxxxxxx"]?.integer == 9)
    #expect(root["xxxxxxxxxxxxxxxxx"]?.integer == 17)
    #expect(Set(root.members.map(\.key.hash)).count == 40)
  }
  #expect(checked != nil)
}
