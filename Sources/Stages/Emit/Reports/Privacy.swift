import Bytes

/// What reports never show, wherever it stands.
///
/// Columns are kept back because the pipeline marks them as private. This is the second net: an
/// address that serves as an owner's id, or a key that somebody pasted into the wrong field.
enum Privacy {
  /// What stands in place of a value that is not shown.
  static let hidden = "‹hidden›"

  /// The text, or ``hidden`` if any part of it is an address, a secret or a card number.
  static func shown(_ text: String) -> String {
    var copy = text
    return copy.withUTF8 { unsafe hides(ByteView($0)) } ? hidden : text
  }

  /// Whether a text has a part that must not appear.
  ///
  /// One look at each byte finds the few that such a part must have.
  static func hides(_ text: ByteView) -> Bool {
    var digitCount = 0
    for place in 0..<text.count {
      switch text[place] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digitCount += 1
      case UInt8(ascii: "@"): if isInAddress(place, of: text) { return true }
      case UInt8(ascii: "_"): if isInSecret(place, of: text) { return true }
      default: break
      }
    }
    return digitCount >= 15 && hasCardNumber(text)
  }

  /// Whether something stands on both sides of an `@`, the way mail addresses are written.
  private static func isInAddress(_ place: Int, of text: ByteView) -> Bool {
    place > 0 && place + 1 < text.count && isWord(text[place - 1]) && isWord(text[place + 1])
  }

  /// How secrets begin, cut before their first underscore.
  ///
  /// Source: Stripe documentation, “API keys” and “Webhook signatures”: prefixes of live secrets.
  private static let secrets: [(head: StaticString, tail: StaticString)] = [
    ("sk", "_live_"), ("rk", "_live_"), ("sk", "_test_"), ("rk", "_test_"), ("whsec", "_"),
  ]

  private static func isInSecret(_ place: Int, of text: ByteView) -> Bool {
    let (before, behind) = (text[0..<place], text[place..<text.count])
    return place > 0 && behind.starts(with: "_secret_")
      || secrets.contains { before.ends(with: $0.head) && behind.starts(with: $0.tail) }
  }

  /// Whether fifteen or sixteen digits that stand by themselves, blanks and hyphens between them
  /// aside, have a card network's first digit and the check digit of ISO/IEC 7812-1, annex B.
  private static func hasCardNumber(_ text: ByteView) -> Bool {
    var digits: [UInt8] = []
    var isInWord = false
    for place in 0...text.count {
      let byte = place < text.count ? text[place] : 0
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if !isInWord { digits.append(byte - UInt8(ascii: "0")) }
      case UInt8(ascii: " "), UInt8(ascii: "-"): isInWord = false
      default:
        // Digits within a word, `cus_4242…`, are part of an id.
        isInWord = isLetter(byte)
        if !isInWord, isCardNumber(digits) { return true }
        digits.removeAll(keepingCapacity: true)
      }
    }
    return false
  }

  private static func isCardNumber(_ digits: [UInt8]) -> Bool {
    guard 15...16 ~= digits.count, 3...6 ~= digits[0] else { return false }
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      let value = Int(digit) << (place & 1)
      sum += value > 9 ? value - 9 : value
    }
    return sum % 10 == 0
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "'"): false
    default: isWord(byte)
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80..., UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: "'"):
      true
    default: false
    }
  }
}

extension ByteView {
  /// Whether the first bytes are those of a literal.
  fileprivate func starts(with literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    return count >= length && self[0..<length].equals(literal)
  }

  /// Whether the last bytes are those of a literal.
  fileprivate func ends(with literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    return count >= length && self[count - length..<count].equals(literal)
  }
}
