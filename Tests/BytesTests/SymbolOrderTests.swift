import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct `the order of texts` {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `elements are sorted by the bytes of their texts, equal ones as they came`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var symbols = Symbols()
    let prefix = String(repeating: "sub_", count: Int.random(in: 0...4, using: &random))
    var elements: [(text: String, number: Int)] = []
    for number in 0..<Int.random(in: 0...300, using: &random) {
      let length = Int.random(in: 0...12, using: &random)
      let rest = String((0..<length).map { _ in "\0abé".randomElement(using: &random) ?? "a" })
      elements.append((prefix + rest, number))
      _ = symbols.intern(prefix + rest)
    }
    var sorted = elements
    symbols.sort(&sorted) { symbols.find($0.text) ?? .empty }
    let wanted = elements.sorted {
      $0.text == $1.text
        ? $0.number < $1.number : $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
    }
    #expect(sorted.map(\.number) == wanted.map(\.number), "seed \(seed)")
  }

  @Test func `a translation gives the same text in another table`() {
    var one = Symbols()
    let texts = ["sub_1", "", "cus_1", "é"].map { one.intern($0) }
    var other = Symbols()
    _ = other.intern("cus_1")
    var translation = SymbolTranslation(from: one)
    for symbol in texts + texts {
      let translated = translation.translate(symbol, into: &other)
      #expect(other.text(translated) == one.text(symbol))
    }
    #expect(other.count == 4)
  }

  @Test func `what was prepared is translated the same, and nothing else is added`() {
    var one = Symbols()
    let texts = ["sub_1", "", "cus_1", "never asked for", "é"].map { one.intern($0) }
    var other = Symbols()
    _ = other.intern("cus_1")
    var translation = SymbolTranslation(from: one)
    _ = translation.translate(texts[4], into: &other)
    translation.prepare([texts[2], texts[0], texts[0], texts[1], texts[4]], for: &other)
    #expect(other.count == 4)
    for symbol in texts where one.text(symbol) != "never asked for" {
      let translated = translation.translate(symbol, into: &other)
      #expect(other.text(translated) == one.text(symbol))
    }
    #expect(other.count == 4)
  }
}

@Test func `ids that differ in one place have different fingerprints`() {
  var seen: Set<UInt64> = []
  var count = 0
  for length in 0...40 {
    let plain = [UInt8](repeating: UInt8(ascii: "0"), count: length)
    var texts = [plain]
    for place in 0..<length {
      for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") {
        var text = plain
        text[place] = byte
        texts.append(text)
      }
    }
    for text in texts {
      seen.insert(unsafe text.withUnsafeBufferPointer { unsafe Fingerprint.of(ByteView($0)) })
      count += 1
    }
  }
  #expect(seen.count == count)
}

@Suite struct `a scratch file` {
  @Test func `gives back what was added to it, and leaves nothing behind`() throws {
    let scratch = Scratch()
    do {
      let file = try ScratchFile(folder: scratch.path)
      var random = SplitMix64(seed: 4)
      let chunks = (0..<50).map { _ in
        (0..<Int.random(in: 0...9_000, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
      }
      let extents = try chunks.map { try file.append($0) }
      for (chunk, extent) in zip(chunks, extents).shuffled(using: &random) {
        #expect(try file.read(extent) == chunk)
      }
      #expect(throws: (any Error).self) {
        try file.read(.init(startByte: 1 << 30, byteCount: 1))
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
  }

  @Test func `a folder that is not there is refused`() {
    #expect(throws: (any Error).self) { try ScratchFile(folder: "/no/such/folder") }
  }
}
