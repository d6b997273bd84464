import Bytes
import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// The words of a line as `redis-cli` reads them; `nil` where it would refuse the line.
///
/// Source: `sdssplitargs` in Redis, written down anew.
private func words(_ line: [UInt8]) -> [[UInt8]]? {
  var words: [[UInt8]] = []
  var rest = line[...]
  while true {
    rest = rest.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
    guard let first = rest.first else { return words }
    var word: [UInt8] = []
    if first == UInt8(ascii: "\"") {
      rest.removeFirst()
      while true {
        guard let byte = rest.popFirst() else { return nil }
        if byte == UInt8(ascii: "\"") { break }
        guard byte == UInt8(ascii: "\\") else {
          word.append(byte)
          continue
        }
        guard let next = rest.popFirst() else { return nil }
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        switch next {
        case UInt8(ascii: "x") where digits.utf8.count == 2 && UInt8(digits, radix: 16) != nil:
          word.append(UInt8(digits, radix: 16) ?? 0)
          rest = rest.dropFirst(2)
        case UInt8(ascii: "n"): word.append(10)
        case UInt8(ascii: "r"): word.append(13)
        case UInt8(ascii: "t"): word.append(9)
        case UInt8(ascii: "b"): word.append(8)
        case UInt8(ascii: "a"): word.append(7)
        default: word.append(next)
        }
      }
      if let next = rest.first, next != UInt8(ascii: " ") { return nil }
    } else {
      word = Array(rest.prefix { $0 != UInt8(ascii: " ") })
      rest = rest.dropFirst(word.count)
    }
    words.append(word)
  }
}

/// The file about findings that each drop a key.
private func file(
  _ keys: [String], _ disposition: Disposition = .auto, withheld: String? = nil
) -> [[UInt8]] {
  var sample = Sample.clean
  for key in keys {
    var drift = sample.drift("K02", "cache-live-truth-ended", .p1, disposition, owner: "u1")
    drift.remedy = .drop(key: sample.symbols.intern(key))
    drift.subject = sample.symbols.intern(key)
    sample.drifts.append(drift)
  }
  return CacheCommandWriter().text(sample.report, withheld: withheld)
    .split(separator: 10).map { Array($0) }
}

private let keys = [
  "sub:u1", "", " ", "a b", "\"", "\\", "\\\"", "\\x41", "'", "#", "\n", "\r\nFLUSHALL\r\n",
  "\u{0}",
  "\u{7F}", "é", "👩‍👩‍👧", "\u{2028}", "\u{202E}", "*", "{u1}:x", "\\n", "%s", "$(date)", "`date`",
]

struct CacheCommandTests {
  @Test func `redis-cli reads back every key to the byte, one command a line`() {
    let commands = file(keys).filter { $0.first != UInt8(ascii: "#") }
    #expect(commands.count == keys.count)
    #expect(Set(commands.map(words)) == Set(keys.map { [Array("DEL".utf8), Array($0.utf8)] }))
    #expect(commands.joined().allSatisfy { (0x20...0x7E).contains($0) })
  }

  @Test func `what waits for a person, or for better evidence, stays a comment`() {
    for lines in [file(keys, .review), file(keys, withheld: "a hole\nFLUSHALL")] {
      #expect(lines.allSatisfy { $0.first == UInt8(ascii: "#") })
      #expect(lines.count { $0.starts(with: "# DEL ".utf8) } == keys.count)
    }
  }
}
