import Bytes

/// Words that records are looked through for.
struct WordSet {
  private var fingerprints: Set<UInt64> = []
  private var lengths = [Bool](repeating: false, count: 256)

  /// Adds the longest word of a name.
  mutating func insert(_ name: [UInt8]) {
    guard
      let word = name.split(whereSeparator: { !Self.isPart($0) }).max(by: { $0.count < $1.count })
    else { return }
    lengths[min(word.count, 255)] = true
    fingerprints.insert(Self.fingerprint(Array(word)))
  }

  /// The words of a text and what stands between them, in turn; together they are the text.
  static func words(of text: [UInt8]) -> [[UInt8]] {
    var words: [[UInt8]] = []
    for byte in text {
      if let last = words.last?.last, isPart(last) == isPart(byte) {
        words[words.count - 1].append(byte)
      } else {
        words.append([byte])
      }
    }
    return words
  }

  private static func fingerprint(_ word: [UInt8]) -> UInt64 {
    unsafe word.withUnsafeBufferPointer { unsafe Fingerprint.of(ByteView($0)) }
  }

  /// Whether one of the words stands in a text, between bytes that are no part of words.
  func contains(wordOf text: ByteView) -> Bool {
    var start = 0
    for place in 0...text.count where place == text.count || !Self.isPart(text[place]) {
      let length = place - start
      if length > 0, lengths[min(length, 255)],
        fingerprints.contains(Fingerprint.of(text[start..<place]))
      {
        return true
      }
      start = place + 1
    }
    return false
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...: true
    default: false
    }
  }
}
