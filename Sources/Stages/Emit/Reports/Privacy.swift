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
    hides(Array(text.utf8)) ? hidden : text
  }

  /// Whether a text has a part that must not appear.
  static func hides(_ text: [UInt8]) -> Bool {
    hasAddress(text) || hasSecret(text) || hasCardNumber(text)
  }

  /// Whether something stands on both sides of an `@`, the way mail addresses are written.
  private static func hasAddress(_ text: [UInt8]) -> Bool {
    text.indices.dropFirst().dropLast().contains { place in
      text[place] == UInt8(ascii: "@") && isWord(text[place - 1]) && isWord(text[place + 1])
    }
  }

  /// Source: Stripe documentation, “API keys” and “Webhook signatures”: prefixes of live secrets.
  private static let secrets = ["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"]
    .map { Array($0.utf8) }

  private static func hasSecret(_ text: [UInt8]) -> Bool {
    let mark = Array("_secret_".utf8)
    return text.indices.contains { start in
      secrets.contains { text[start...].starts(with: $0) }
        || start > 0 && text[start...].starts(with: mark)
    }
  }

  /// Whether fifteen or sixteen digits that stand by themselves, blanks and hyphens between them
  /// aside, have a card network's first digit and the check digit of ISO/IEC 7812-1, annex B.
  private static func hasCardNumber(_ text: [UInt8]) -> Bool {
    var digits: [UInt8] = []
    var isInWord = false
    for byte in text + [0] {
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
    isWord(byte) && !".+%'".utf8.contains(byte)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: "_-+.%'".utf8.contains(byte)
    }
  }
}
