import Bytes
import Diagnostics
import Foundation
import JSON
import Testing

/// Texts that others wrote, with the verdicts we owe them.
@Suite(.enabled(if: corpora != nil)) struct `texts that others wrote` {
  private let folder = corpora ?? URL(filePath: "/")

  /// Valid by the grammar and ambiguous by its own words (RFC 8259, section 4): refused here.
  private let ambiguous = [
    "test_parsing/y_object_duplicated_key.json",
    "test_parsing/y_object_duplicated_key_and_value.json",
  ]

  private func verdicts() throws -> [(name: String, bytes: [UInt8], verdict: Substring)] {
    let suite = folder.appending(path: "json-testsuite")
    let index = try String(contentsOf: suite.appending(path: "INDEX.tsv"), encoding: .utf8)
    return try index.split(separator: "\n").dropFirst().map { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      let bytes = Array(try Data(contentsOf: suite.appending(path: String(columns[0]))))
      return (String(columns[0]), bytes, columns[2])
    }
  }

  @Test func `each of the 340 has its verdict as a document`() throws {
    let verdicts = try verdicts()
    #expect(verdicts.count == 340)
    for (name, bytes, verdict) in verdicts {
      let isMark = verdict.hasPrefix("accept at the start of a file only")
      let fault = fault(bytes)
      if isMark { #expect(fault?.code == .jsonByteOrderMark) }
      if ambiguous.contains(name) { #expect(fault?.code == .jsonDuplicateKey) }
      let expected = verdict.hasPrefix("accept") && !isMark && !ambiguous.contains(name)
      #expect((fault == nil) == expected, "\(name): \(String(describing: fault))")
      if let fault { #expect((0...bytes.count).contains(fault.offset), "\(name)") }
    }
  }

  @Test func `json.org's own files have the verdict in their names`() throws {
    let data = folder.appending(path: "json-jsonchecker/data")
    for name in try FileManager.default.subpathsOfDirectory(atPath: data.path)
    where name.hasSuffix(".json") && !name.contains("EXCLUDE") {
      let bytes = Array(try Data(contentsOf: data.appending(path: name)))
      let isValid = name.contains("pass") || name.contains("roundtrip")
      #expect((fault(bytes) == nil) == isValid, "\(name)")
      if name.contains("roundtrip") {
        let written = reading(bytes) { root in
          var writer = JSONWriter()
          writer.value(root)
          return writer.bytes
        }
        #expect(written == bytes, "\(name)")
      }
    }
  }

  @Test func `the text of 50,000 numbers is kept`() throws {
    let data = folder.appending(path: "numbers-fxx/data")
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: data.path).sorted() {
      let text = try String(contentsOf: data.appending(path: name), encoding: .utf8)
      for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
        let number = Array(line.dropFirst(31))
        let pattern = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/
        let isNumber = String(decoding: number, as: UTF8.self).wholeMatch(of: pattern) != nil
        let kept = reading(number) { $0.numberText?.array }
        #expect((kept == number) == isNumber)
        count += 1
      }
    }
    #expect(count > 50_000)
  }

  @Test func `valid UTF-8 is accepted in a string and invalid is not`() throws {
    let cases = try String(
      contentsOf: folder.appending(path: "utf8-flenniken/utf8tests.txt"), encoding: .utf8)
    var count = 0
    for line in cases.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count > 2 else { continue }
      var bytes: [UInt8]? = Array(fields[2...].joined(separator: ":").utf8)
      if fields[1].hasSuffix("hex") { bytes = hexadecimal(fields[2]) }
      let text = try #require(bytes)
      let hasControls = text.contains { $0 < 0x20 }
      let isValid = fields[1].drop { $0 == " " }.hasPrefix("valid") && !hasControls
      #expect((fault([0x22] + text + [0x22]) == nil) == isValid, "\(line)")
      count += 1
    }
    #expect(count > 150)
  }

  private func hexadecimal(_ digits: Substring) -> [UInt8]? {
    let digits = Array(digits.filter { $0 != " " })
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return bytes.contains(nil) ? nil : bytes.compactMap { $0 }
  }

  @Test func `515 naughty strings survive a round trip`() throws {
    let bytes = Array(
      try Data(contentsOf: folder.appending(path: "strings-blns/blns.json")))
    let strings = try #require(reading(bytes) { $0.elements.compactMap(\.string) })
    #expect(strings.count == 515)
    let decoded = try JSONDecoder().decode([String].self, from: Data(bytes))
    #expect(strings.map { Array($0.utf8) } == decoded.map { Array($0.utf8) })
    var writer = JSONWriter()
    writer.beginArray()
    for string in strings { writer.string(string) }
    writer.endArray()
    let again = reading(writer.bytes) { $0.elements.compactMap(\.string) }
    #expect(again?.map { Array($0.utf8) } == strings.map { Array($0.utf8) })
  }
}
