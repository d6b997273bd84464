import Diagnostics
import Foundation
import SQL
import TestSupport
import Testing

private let dialect = SQLDialect.postgresql

@Test(arguments: [
  ("", "''"), ("plain", "'plain'"), ("it's", "'it''s'"), ("é日本🦊", "'é日本🦊'"),
  ("a\\b", "E'a\\\\b'"), ("'\\'", "E'''\\\\'''"), ("a\r\nb\tc", "E'a\\r\\nb\\tc'"),
  ("\u{85}\u{2028}\u{2029}", "E'\\u0085\\u2028\\u2029'"), ("\u{FEFF}x", "E'\\uFEFFx'"),
  ("a\u{200B}b", "E'a\\u200Bb'"), ("\u{202E}evil", "E'\\u202Eevil'"),
  ("\u{E0041}", "E'\\U000E0041'"), ("\u{7F}\u{1}", "E'\\u007F\\u0001'"),
  (":x $1 %s --", "':x $1 %s --'"),
])
func `a text becomes one printable line`(_ text: String, _ literal: String) {
  #expect(dialect.literal(Array(text.utf8)) == literal)
  #expect(dialect.literal(text) == literal)
}

@Test(
  arguments: [
    [0], [0x61, 0, 0x62], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xFF], [0xE2, 0x82],
    [0xF4, 0x90, 0x80, 0x80],
  ] as [[UInt8]])
func `what a database cannot store is refused`(_ bytes: [UInt8]) {
  #expect(dialect.literal(bytes) == nil)
}

@Test func `names are quoted, and refused when they could deceive`() {
  #expect(dialect.identifier("status") == "\"status\"")
  #expect(dialect.identifier("a\"b;--") == "\"a\"\"b;--\"")
  #expect(dialect.identifier(String(repeating: "x", count: 63)) != nil)
  for name in ["", String(repeating: "x", count: 64), "a\nb", "a\u{202E}b", "\u{0}"] {
    #expect(dialect.identifier(name) == nil)
  }
}

@Test func `a comment stays on its line and shows what it says`() {
  #expect(SQLComment.text("a\nDROP TABLE x;\u{2028}\u{85}b\u{202E}c") == "aDROP TABLE x;bc")
  #expect(SQLComment.text([0x61, 0xFF, 0x0A]) == "a\u{FFFD}")
  #expect(SQLComment.text(String(repeating: "x", count: 300)).utf8.count == 203)
}

@Test func `a dollar quote occurs nowhere in what it quotes`() {
  #expect(dialect.dollarTag(for: "BEGIN END") == "$trueup$")
  #expect(dialect.dollarTag(for: "x $trueup$ $trueup1$ y") == "$trueup2$")
}

/// Reads back what a literal says, by the rules of PostgreSQL's lexer.
private func value(of literal: String) -> String? {
  var rest = Array(literal.unicodeScalars)[...]
  let isEscaped = rest.first == "E"
  if isEscaped { rest.removeFirst() }
  guard rest.popFirst() == "'", rest.popLast() == "'" else { return nil }
  var text = String.UnicodeScalarView()
  while let scalar = rest.popFirst() {
    if scalar == "'" {
      guard rest.popFirst() == "'" else { return nil }
      text.append("'")
    } else if scalar == "\\" && isEscaped {
      guard let kind = rest.popFirst() else { return nil }
      switch kind {
      case "n": text.append("\n")
      case "r": text.append("\r")
      case "t": text.append("\t")
      case "\\": text.append("\\")
      case "u", "U":
        let width = kind == "u" ? 4 : 8
        let digits = String(String.UnicodeScalarView(rest.prefix(width)))
        rest = rest.dropFirst(width)
        guard let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else {
          return nil
        }
        text.append(scalar)
      default: return nil
      }
    } else {
      text.append(scalar)
    }
  }
  return String(text)
}

private func naughtyStrings() -> [String] {
  guard let shared = ProcessInfo.processInfo.environment["TRUEUP_SHARED"],
    let data = try? Data(
      contentsOf: URL(filePath: shared).appending(path: "corpora/strings-blns/blns.json"))
  else { return [] }
  return (try? JSONDecoder().decode([String].self, from: data)) ?? []
}

@Test func `every hostile text comes back byte for byte`() {
  var random = SplitMix64(seed: 1)
  var texts = naughtyStrings()
  for _ in 0..<2_000 {
    let scalars = (0..<Int(random.next() % 12)).compactMap { _ in
      Unicode.Scalar(UInt32(random.next() % (random.next() % 2 == 0 ? 0x100 : 0x11_0000)))
    }
    texts.append(String(String.UnicodeScalarView(scalars)))
  }
  for text in texts where !text.utf8.contains(0) {
    let literal = dialect.literal(Array(text.utf8)) ?? ""
    #expect(value(of: literal).map { Array($0.utf8) } == Array(text.utf8))
    let isPrintable = literal.unicodeScalars.allSatisfy {
      ![.control, .format, .lineSeparator, .paragraphSeparator]
        .contains($0.properties.generalCategory)
    }
    #expect(isPrintable)
  }
}
