/// What can be seen in a text, and how the rest is spelled.
enum SQLText {
  /// The text of bytes that are valid UTF-8 without NUL.
  static func decode(_ bytes: [UInt8]) -> String? {
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Whether a reader would not see the character, or would see something else.
  ///
  /// These are the controls (C0, DEL, C1 with NEL), the line and paragraph separators and the
  /// format characters: byte order mark, zero width, bidirectional marks, soft hyphen, tags.
  /// Source: Unicode general categories Cc, Zl, Zp and Cf.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: return false
    }
  }

  /// The escape of a character inside `E'…'`.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let width = scalar.value > 0xFFFF ? 8 : 4
      let zeros = String(repeating: "0", count: width - digits.utf8.count)
      return (width == 8 ? "\\U" : "\\u") + zeros + digits
    }
  }

  /// Whether the bytes of one text occur in another.
  static func contains(_ text: String, _ part: String) -> Bool {
    let text = Array(text.utf8)
    let part = Array(part.utf8)
    guard let first = part.first, text.count >= part.count else { return part.isEmpty }
    for start in 0...(text.count - part.count) where text[start] == first {
      if text[start..<(start + part.count)].elementsEqual(part) { return true }
    }
    return false
  }
}
