import Testing
import XML

private func written(_ form: XMLWriter.Form = .xml, _ body: (inout XMLWriter) -> Void) -> String {
  var writer = XMLWriter(form)
  body(&writer)
  return String(decoding: writer.finish(), as: UTF8.self)
}

@Test func `a document is indented and escaped, and says that it is UTF-8`() {
  let text = written { writer in
    writer.element("testsuite", ["name": "a<b>&\"é", "time": nil]) { writer in
      writer.comment("one -- two -")
      writer.element("testcase", ["name": "tab\tline\n"])
      writer.element("failure", text: "1 < 2 && 3 > 2\r\né")
    }
  }
  #expect(
    text == """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="a&lt;b&gt;&amp;&quot;é">
        <!--one - - two - -->
        <testcase name="tab&#9;line&#10;"/>
        <failure>1 &lt; 2 &amp;&amp; 3 &gt; 2&#13;\né</failure>
      </testsuite>

      """)
}

@Test func `HTML closes every element but the void ones`() {
  let text = written(.html) { writer in
    writer.element("html", ["lang": "en"]) { writer in
      writer.element("style") { $0.literal("td > b { color: red }") }
      writer.element("td")
      writer.element("br")
    }
  }
  #expect(
    text == """
      <!DOCTYPE html>
      <html lang="en">
      <style>td > b { color: red }</style>
      <td></td>
      <br/>
      </html>

      """)
}

@Test func `what is written reads back, whatever the text`() throws {
  for scalar in (0...0x10FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)
  where scalar.value < 0x300 || scalar.value % 0x1F3 == 0 || scalar.value % 0x10000 >= 0xFFF0 {
    let value = "a\(scalar)b]]>"
    let bytes = written { $0.element("a", ["b": value]) { $0.text(value) } }
    let root = try XMLReader.read(Array(bytes.utf8), name: "w.xml")
    let forbidden =
      scalar.value < 0x20 && ![9, 10, 13].contains(scalar.value)
      || [0xFFFE, 0xFFFF].contains(scalar.value)
    let expected = forbidden ? "a\u{FFFD}b]]>" : value
    #expect(root.text.unicodeScalars.elementsEqual(expected.unicodeScalars))
    #expect(
      root.attribute("b")?.value.unicodeScalars.elementsEqual(expected.unicodeScalars) == true)
  }
}

@Test func `the same calls give the same bytes`() {
  let body = { (writer: inout XMLWriter) in writer.element("a", ["x": "1", "y": "2"], text: "t") }
  #expect(written(.xml, body) == written(.xml, body))
}

@Test func `a wrong name is a fault of the program`() async {
  await #expect(processExitsWith: .failure) {
    var writer = XMLWriter()
    writer.element("a b")
  }
}
