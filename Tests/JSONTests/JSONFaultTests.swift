import Diagnostics
import JSON
import TestSupport
import Testing

/// A text with ‹the byte› that is wrong, and the code of the fault; ‹› alone marks a point.
struct Wrong: Sendable, CustomTestStringConvertible {
  var text: Marked
  var code: Diagnostic.Code
  var testDescription: String { "\(code.rawValue) \(String(decoding: text.bytes, as: UTF8.self))" }

  init(_ text: String, _ code: Diagnostic.Code) {
    self.text = Marked(text)
    self.code = code
  }
}

private let wrongs: [Wrong] = [
  Wrong("‹›", .jsonEmpty), Wrong(" \n\t\r‹›", .jsonEmpty),
  Wrong("{‹›", .jsonTruncated), Wrong("[1‹›", .jsonTruncated), Wrong("[1,‹›", .jsonTruncated),
  Wrong("{\"a\"‹›", .jsonTruncated), Wrong("{\"a\":‹›", .jsonTruncated),
  Wrong("{\"a\":1,‹›", .jsonTruncated), Wrong("\"abc‹›", .jsonTruncated),
  Wrong("\"abcdefgh‹›", .jsonTruncated), Wrong("\"\\‹›", .jsonTruncated),
  Wrong("\"\\u00‹›", .jsonTruncated), Wrong("\"\\ud83d‹›", .jsonTruncated),
  Wrong("\"\\ud83d\\‹›", .jsonTruncated), Wrong("tru‹›", .jsonTruncated),
  Wrong("-‹›", .jsonTruncated), Wrong("1.‹›", .jsonTruncated), Wrong("1e+‹›", .jsonTruncated),
  Wrong("[‹,›]", .jsonUnexpectedByte), Wrong("[1,‹,›2]", .jsonUnexpectedByte),
  Wrong("{‹1›:2}", .jsonUnexpectedByte), Wrong("{\"a\" ‹1›}", .jsonUnexpectedByte),
  Wrong("{\"a\":‹}›", .jsonUnexpectedByte), Wrong("[1 ‹2›]", .jsonUnexpectedByte),
  Wrong("[1‹}›", .jsonUnexpectedByte), Wrong("{\"a\":1‹]›", .jsonUnexpectedByte),
  Wrong("‹]›", .jsonUnexpectedByte), Wrong("[‹'›a']", .jsonUnexpectedByte),
  Wrong("[1‹/›* *]", .jsonUnexpectedByte), Wrong("[\u{0C}1]", .jsonUnexpectedByte, at: 1),
  Wrong("{}‹}›", .jsonTrailingContent), Wrong("1 ‹2›", .jsonTrailingContent),
  Wrong("{} ‹{›}", .jsonTrailingContent), Wrong("\"a\"‹x›", .jsonTrailingContent),
  Wrong("[1‹,›]", .jsonTrailingComma), Wrong("{\"a\":1‹,› }", .jsonTrailingComma),
  Wrong("‹0›1", .jsonNumber), Wrong("-‹0›0", .jsonNumber), Wrong("[1.‹]›", .jsonNumber),
  Wrong("[1.‹e›1]", .jsonNumber), Wrong("[1e‹]›", .jsonNumber), Wrong("[-‹a›]", .jsonNumber),
  Wrong("‹+›1", .jsonNumber), Wrong("[‹.›5]", .jsonNumber), Wrong("-‹I›nfinity", .jsonNumber),
  Wrong("‹N›aN", .jsonLiteral), Wrong("[‹I›nfinity]", .jsonLiteral), Wrong("tr‹y›", .jsonLiteral),
  Wrong("[nul‹]›", .jsonLiteral), Wrong("‹T›rue", .jsonLiteral),
  Wrong("\"ab‹\n›\"", .jsonControlCharacter), Wrong("\"‹\0›\"", .jsonControlCharacter),
  Wrong("\"eight...‹\u{1F}›\"", .jsonControlCharacter),
  Wrong("\"‹\\›x\"", .jsonEscape), Wrong("\"ab‹\\›u12g4\"", .jsonEscape),
  Wrong("\"‹\\›'\"", .jsonEscape), Wrong("\"\\ud83d‹\\›u12\"", .jsonEscape),
  Wrong("\"‹\\›ud83d\"", .jsonLoneSurrogate), Wrong("\"‹\\›ud83d\\n\"", .jsonLoneSurrogate),
  Wrong("\"a‹\\›udc00\"", .jsonLoneSurrogate),
  Wrong("\"‹\\›ud83d\\ud83d\"", .jsonLoneSurrogate),
  Wrong("{\"‹\\›udc00\":1}", .jsonLoneSurrogate),
  Wrong("{\"a\":1,‹\"a\"›:2}", .jsonDuplicateKey),
  Wrong("{\"a\":{\"a\":1},\"b\":0,‹\"\\u0061\"›:2}", .jsonDuplicateKey),
  Wrong("{\"\":1,‹\"\"›:2}", .jsonDuplicateKey),
  Wrong("\u{FEFF}{}", .jsonByteOrderMark, at: 0),
]

extension Wrong {
  /// A text whose wrong byte is better named by number than shown.
  init(_ text: String, _ code: Diagnostic.Code, at offset: Int) {
    self.init(text, code)
    self.text.ranges = [offset..<offset]
  }
}

@Test(arguments: wrongs)
func `a wrong text has one fault, at its first wrong byte`(_ wrong: Wrong) {
  let found = fault(wrong.text.bytes)
  #expect(found?.code == wrong.code)
  #expect(found?.offset == wrong.text.ranges.first?.lowerBound)
}

@Test(arguments: [
  ([0x22, 0x80, 0x22], 1), ([0x22, 0x61, 0xC0, 0xAF, 0x22], 2),
  ([0x22, 0xE0, 0x9F, 0xBF, 0x22], 1),
  ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0xF0, 0x8F, 0xBF, 0xBF, 0x22], 1),
  ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], 1),
  ([0x22, 0xC3, 0xA9, 0xE2, 0x82, 0x22], 3), ([0x22, 0xE2, 0x82], 1), ([0x22, 0xFF, 0x22], 1),
])
func `a string that is not UTF-8 is refused at the sequence`(_ bytes: [UInt8], _ offset: Int) {
  #expect(fault(bytes) == JSONFault(.jsonUTF8, "a string is not valid UTF-8", at: offset))
}

@Test func `the limit of depth is exact`() {
  var limits = JSONLimits()
  limits.depth = 4
  func nested(_ depth: Int) -> [UInt8] {
    Array(String(repeating: "[", count: depth).utf8) + String(repeating: "]", count: depth).utf8
  }
  #expect(fault(nested(4), limits: limits) == nil)
  #expect(fault(nested(5), limits: limits)?.code == .jsonDepth)
  #expect(fault(nested(5), limits: limits)?.offset == 4)
  #expect(fault(nested(128)) == nil)
  #expect(fault(nested(129))?.offset == 128)
  #expect(fault(Array(String(repeating: "[", count: 100_000).utf8))?.code == .jsonDepth)
  let objects = String(repeating: "{\"a\":", count: 100_000)
  #expect(fault(Array(objects.utf8))?.code == .jsonDepth)
}

@Test func `the limit of size is exact`() {
  var limits = JSONLimits()
  limits.byteCount = 5
  #expect(fault(Array("[123]".utf8), limits: limits) == nil)
  #expect(fault(Array("[1234]".utf8), limits: limits)?.code == .jsonSize)
  limits.depth = 0
  #expect(fault(Array("1".utf8), limits: limits) == nil)
  #expect(fault(Array("[]".utf8), limits: limits)?.code == .jsonDepth)
}

@Test(arguments: [2, 63, 64, 65, 66, 200, 5_000])
func `a repeated name is found in objects of any size`(_ count: Int) throws {
  let names = (0..<count).map { "\"key\($0)\"" }
  let valid = names.map { $0 + ":{\"key1\":0}" }
  #expect(fault(Array("{\(valid.joined(separator: ","))}".utf8)) == nil)
  for victim in [0, count / 2, count - 2] {
    let again = "\"\\u006Bey\(victim)\""
    let text = "{\((valid + [again + ":0", "\"z\":1"]).joined(separator: ","))}"
    let found = fault(Array(text.utf8))
    #expect(found?.code == .jsonDuplicateKey)
    let start = try #require(text.utf8.firstRange(of: Array(again.utf8)))
    #expect(found?.offset == text.utf8.distance(from: text.startIndex, to: start.lowerBound))
  }
}

@Test func `the first of several repeated names is reported, however many members there are`() {
  let names = (0..<100).map { "\"k\($0)\":0" }
  let text = "{\((names + ["\"k7\":1", "\"k3\":1"]).joined(separator: ","))}"
  let expected = text.utf8.count - "\"k7\":1,\"k3\":1}".utf8.count
  #expect(fault(Array(text.utf8))?.offset == expected)
}

@Test func `after a fault the root is a null and the reader reads on`() {
  var reader = JSONReader()
  #expect(reader.root.isNull)
  withView(Array("[1,2".utf8)) { #expect(reader.read($0) != nil) }
  #expect(reader.root.isNull && reader.root.elementCount == 0)
  withView(Array("[1,2]".utf8)) { view in
    #expect(reader.read(view) == nil)
    #expect(reader.root.elementCount == 2)
  }
}
