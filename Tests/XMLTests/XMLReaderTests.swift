import Bytes
import Diagnostics
import TestSupport
import Testing
import XML

/// A text that must be refused; the marked place is where the message points.
struct Refusal: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var code: Failure.Code
  var text: String

  init(_ description: String, _ code: Failure.Code, _ text: String) {
    testDescription = description
    self.code = code
    self.text = text
  }
}

private let refusals: [Refusal] = [
  Refusal("an empty document type", .xmlDoctype, "<?xml version=\"1.0\"?>\n‹<!DOCTYPE a›><a/>"),
  Refusal(
    "entities that grow", .xmlDoctype,
    " ‹<!DOCTYPE› a [<!ENTITY x \"xx\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>"),
  Refusal(
    "a file as entity", .xmlDoctype,
    "<!-- c -->‹<!DOCTYPE› a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
  Refusal("UTF-7", .xmlEncoding, "<?xml version='1.0' encoding='‹UTF-7›'?><a/>"),
  Refusal("Latin-1", .xmlEncoding, "<?xml version=\"1.0\" encoding = \"‹ISO-8859-1›\"?><a/>"),
  Refusal("a lie about UTF-16", .xmlEncoding, "<?xml version=\"1.0\" encoding=\"‹UTF-16›\"?><a/>"),
  Refusal("a control character", .xmlMalformed, "<a>\n é‹\u{1}›</a>"),
  Refusal("a NUL", .xmlMalformed, "<a x='‹\0›'/>"),
  Refusal("an element left open", .xmlMalformed, "<a>\n  <b></a>‹›"),
  Refusal("two roots", .xmlMalformed, "<a/>‹<b/>›"),
  Refusal("an attribute given twice", .xmlMalformed, "<a x='1' x='2'‹›/>"),
  Refusal("an unknown entity", .xmlMalformed, "<a>&x;‹›</a>"),
  Refusal("a prefix without namespace", .xmlMalformed, "<x:a‹›/>"),
  Refusal("a reference to a control character", .xmlMalformed, "<a>&#1;‹›</a>"),
  Refusal("nothing at all", .xmlMalformed, "‹›"),
  Refusal("text that ends too early", .xmlMalformed, "<a><b x='1'‹›"),
]

/// The failure of reading a text; nil when it is accepted.
func failureOfReading(_ bytes: [UInt8]) -> Failure? {
  do throws(Failure) {
    _ = try XMLReader.read(bytes, name: "p.xml")
    return nil
  } catch {
    return error
  }
}

@Test func `a document becomes a tree of plain values`() throws {
  let root = try XMLReader.read(
    Array(
      """
      <?xml version="1.0" encoding="utf-8"?>
      <!-- <no/> --><pipeline name = "p"
          version='1'>é<read side="a &lt; b &#x41;" xml:lang="en"/><![CDATA[<x y="z">]]>
      <empty></empty></pipeline>
      """.utf8), name: "p.xml")
  #expect(root.name == "pipeline")
  #expect(root.text == "é<x y=\"z\">\n")
  #expect(root.attributes.map(\.name) == ["name", "version"])
  #expect(root.attributes.map(\.value) == ["p", "1"])
  #expect(root.children.map(\.name) == ["read", "empty"])
  #expect(root.children[0].attribute("side")?.value == "a < b A")
  #expect(root.children[0].attribute("lang") == nil)
  #expect(root.children[0].attributes[1].namespace == "http://www.w3.org/XML/1998/namespace")
}

@Test func `every element and attribute knows its line and column`() throws {
  let marked = Marked(
    """
    ‹<a› ‹x›='>'
      xmlns:n='u' ‹n:y›="é"><!-- <b c='d'/> -->é‹<b›\t‹z›='&lt;'/>
    ‹<n:c›/></a>
    """)
  let root = try XMLReader.read(marked.bytes, name: "p.xml")
  let positions =
    [root.position, root.attributes[0].position, root.attributes[1].position]
    + [root.children[0].position, root.children[0].attributes[0].position]
    + [root.children[1].position]
  #expect(positions == marked.ranges.map { marked.position(of: $0.lowerBound) })
}

@Test(arguments: refusals)
func `a dangerous or broken text is refused where it breaks`(_ refusal: Refusal) throws {
  let marked = Marked(refusal.text)
  let failure = try #require(failureOfReading(marked.bytes))
  #expect(failure.code == refusal.code)
  #expect(failure.file == "p.xml")
  #expect(
    failure.position == marked.position(of: marked.ranges[0].lowerBound), "\(failure.rendered)")
  #expect(!failure.message.contains("\n"))
  #expect(failure.message.first?.isUppercase != true || failure.message.hasPrefix("PI"))
}

extension Marked {
  /// The line and column of a byte, counted the slow way.
  func position(of offset: Int) -> Failure.TextPosition {
    let lines = bytes[..<offset].split(separator: 0x0A, omittingEmptySubsequences: false)
    return Failure.TextPosition(line: lines.count, column: (lines.last?.count ?? 0) + 1)
  }
}

@Test func `a byte order mark is accepted and not counted`() throws {
  let root = try XMLReader.read([0xEF, 0xBB, 0xBF] + Array("<a b='1'/>".utf8), name: "p.xml")
  #expect(root.position == Failure.TextPosition(line: 1, column: 1))
  #expect(root.attributes.map(\.position) == [Failure.TextPosition(line: 1, column: 4)])
}

@Test(
  arguments: [
    [0xFE, 0xFF, 0x00, 0x3C], [0xFF, 0xFE, 0x3C, 0x00], [0x00, 0x3C, 0x00, 0x61],
    [0x3C, 0x00, 0x61, 0x00], [0x3C, 0x61, 0x3E, 0xC3, 0x28], [0x3C, 0xED, 0xA0, 0x80],
  ] as [[UInt8]])
func `bytes that are not UTF-8 are refused`(_ bytes: [UInt8]) throws {
  #expect(failureOfReading(bytes)?.code == .xmlEncoding)
}

@Test func `the limits hold exactly`() throws {
  func nested(_ depth: Int) -> [UInt8] {
    Array((String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)).utf8)
  }
  func attributes(_ count: Int) -> [UInt8] {
    Array(("<a" + (0..<count).map { " x\($0)='\($0)'" }.joined() + "/>").utf8)
  }
  func long(_ count: Int) -> [UInt8] {
    Array(("<a>" + String(repeating: "x", count: count - 7) + "</a>").utf8)
  }
  #expect(failureOfReading(nested(XMLLimits.depth)) == nil)
  #expect(failureOfReading(nested(XMLLimits.depth + 1))?.code == .xmlTooDeep)
  #expect(failureOfReading(attributes(XMLLimits.attributeCount)) == nil)
  #expect(failureOfReading(attributes(XMLLimits.attributeCount + 1))?.code == .xmlTooManyAttributes)
  #expect(failureOfReading(long(XMLLimits.byteCount)) == nil)
  #expect(failureOfReading(long(XMLLimits.byteCount + 1))?.code == .xmlTooLarge)
}

@Test func `borrowed bytes are read like an array`() throws {
  let bytes = Array("<a b='1'/>".utf8)
  let root = try unsafe bytes.withUnsafeBufferPointer {
    try unsafe XMLReader.read(ByteView($0), name: "p.xml")
  }
  #expect(root == (try XMLReader.read(bytes, name: "p.xml")))
}

@Test(arguments: 0..<200)
func `a damaged document is read or refused, never more`(_ seed: UInt64) {
  var random = SplitMix64(seed: seed)
  var bytes = Array("<?xml version='1.0'?><a x='1' y=\"2\"><!-- c --><b/>t<![CDATA[d]]></a>".utf8)
  for _ in 0..<Int.random(in: 1...4, using: &random) {
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
    case 1: bytes.remove(at: place)
    default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
    }
  }
  guard let failure = failureOfReading(bytes) else { return }
  #expect([.xmlMalformed, .xmlEncoding, .xmlDoctype].contains(failure.code))
  #expect(failure.position != nil)
}
