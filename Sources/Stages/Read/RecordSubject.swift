import Bytes
import JSON

/// Whom a record that cannot be read was about: a search for ids that needs no valid JSON.
///
/// A subscription if the text names exactly one, else a customer if it names exactly one; failing
/// both, where no other subscription or customer is named, the first id of anything, an event's
/// last. A text that names several subscriptions and several customers could be about any.
enum RecordSubject {
  /// The id, if there is one answer.
  static func find(in text: ByteView) -> String? {
    var subscription = Candidate()
    var customer = Candidate()
    var other = Candidate()
    var event = Candidate()
    var at = 0
    while at < text.count {
      guard text[at] == UInt8(ascii: "_"), let id = id(in: text, around: at) else {
        at += 1
        continue
      }
      let found = text[id]
      if found.hasPrefix("sub_"), !found.hasPrefix("sub_sched_") {
        subscription.add(found)
      } else if found.hasPrefix("cus_") {
        customer.add(found)
      } else if found.hasPrefix("evt_") {
        event.add(found)
      } else if isID(in: text, id) {
        other.add(found)
      }
      at = id.upperBound
    }
    if let only = subscription.only ?? customer.only { return only.text }
    guard subscription.isEmpty, customer.isEmpty else { return nil }
    return (other.first ?? event.first)?.text
  }

  /// The run of letters, digits and underscores around an underscore, where it looks like an id.
  private static func id(in text: ByteView, around underscore: Int) -> Range<Int>? {
    var start = underscore
    while start > 0, text[start - 1].isWord { start -= 1 }
    var end = underscore
    while end < text.count, text[end].isWord || text[end] == UInt8(ascii: "_") { end += 1 }
    guard start < underscore, end > underscore + 1, end - start <= 255 else { return nil }
    return isName(in: text, endingAt: end) ? nil : start..<end
  }

  /// Whether a word is the name of a member: a quote, perhaps an escaped one, and a colon follow.
  private static func isName(in text: ByteView, endingAt end: Int) -> Bool {
    var at = end
    if at < text.count, text[at] == UInt8(ascii: "\\") { at += 1 }
    guard at < text.count, text[at] == UInt8(ascii: "\"") else { return false }
    at = JSONExtent.skipBlanks(of: text, from: at + 1)
    return at < text.count && text[at] == UInt8(ascii: ":")
  }

  /// Whether a word is the value of a member named `id`.
  private static func isID(in text: ByteView, _ word: Range<Int>) -> Bool {
    var at = word.lowerBound - 1
    for byte in "\":\"di\"".utf8 {
      if byte != UInt8(ascii: "i"), byte != UInt8(ascii: "d") {
        while at >= 0, text[at] <= 0x20 { at -= 1 }
      }
      guard at >= 0, text[at] == byte else { return false }
      at -= 1
    }
    return true
  }

  /// The ids of one kind: none, one, or several.
  private struct Candidate {
    var first: ByteView?
    var isSeveral = false

    var isEmpty: Bool { first == nil }
    var only: ByteView? { isSeveral ? nil : first }

    mutating func add(_ found: ByteView) {
      guard let first else {
        first = found
        return
      }
      if first.array != found.array { isSeveral = true }
    }
  }
}

extension UInt8 {
  /// Whether the byte is an ASCII letter or digit.
  fileprivate var isWord: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}

extension ByteView {
  /// Whether the bytes start with a literal's.
  func hasPrefix(_ literal: StaticString) -> Bool {
    count >= literal.utf8CodeUnitCount && self[0..<literal.utf8CodeUnitCount].equals(literal)
  }
}
