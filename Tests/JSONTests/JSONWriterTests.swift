import JSON
import Testing

@Test func `the writer sets the commas`() {
  var writer = JSONWriter()
  writer.beginObject()
  writer.key("a")
  writer.beginArray()
  writer.integer(-1)
  writer.string("x")
  writer.beginObject()
  writer.endObject()
  writer.endArray()
  writer.key("b" as String)
  writer.null()
  writer.key("c")
  writer.bool(true)
  writer.endObject()
  #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":[-1,"x",{}],"b":null,"c":true}"#)
}

@Test func `only what must be escaped is`() {
  var writer = JSONWriter()
  writer.string("\"\\/\u{8}\u{9}\n\u{C}\r\u{0}\u{1F}\u{7F}é\u{2028}😀")
  let expected = #""\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7F}é\u{2028}😀\""
  #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
}

@Test(arguments: [
  ("[]", "[]"), (" { } ", "{}"), ("[ [ ] , [ [ ] ] ]", "[[],[[]]]"),
  (
    #"{ "b" : [ 1.50 , -0 , 1E400 ] , "a\u0041" : "\/\u00e9\n" }"#,
    #"{"b":[1.50,-0,1E400],"aA":"/é\n"}"#
  ),
  (" null ", "null"), ("[{\"a\":{\"b\":[true,false]}},2]", "[{\"a\":{\"b\":[true,false]}},2]"),
])
func `a value that was read is written compactly`(_ text: String, _ compact: String) {
  let written = reading(text) { root in
    var writer = JSONWriter()
    writer.value(root)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
  #expect(written == compact)
}

@Test func `a value in the middle of a document is written without its neighbours`() {
  let written = reading(#"{"a":[1,{"b":[2]}],"c":3}"#) { root in
    var writer = JSONWriter()
    for member in root.members { writer.value(member.value) }
    writer.removeAll()
    if let inner = root["a"] { writer.value(inner) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
  #expect(written == #"[1,{"b":[2]}]"#)
}
