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

  /// `'…'`, with escapes `E'…'`.
  static func escaped(_ text: String) -> String {
    var body = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if scalar == "'" {
        body += "''"
      } else if scalar == "\\" || isInvisible(scalar) {
        isEscaped = true
        body += escape(scalar)
      } else {
        body.unicodeScalars.append(scalar)
      }
    }
    return (isEscaped ? "E'" : "'") + body + "'"
  }

  /// `'…'`, or `_utf8mb4 x'…'` for a text that holds a backslash or what cannot be seen.
  static func hexadecimal(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0 == "\\" || isInvisible($0) }) else {
      return quoted(text)
    }
    let digits = Array("0123456789ABCDEF".unicodeScalars)
    var literal = "_utf8mb4 x'"
    for byte in text.utf8 {
      literal.unicodeScalars.append(digits[Int(byte >> 4)])
      literal.unicodeScalars.append(digits[Int(byte & 15)])
    }
    return literal + "'"
  }

  /// `'…'`, or `('…' || char(…) || '…')` for a text that holds what cannot be seen.
  static func concatenated(_ text: String) -> String {
    var parts: [String] = []
    var seen = ""
    for scalar in text.unicodeScalars {
      guard isInvisible(scalar) else {
        seen.unicodeScalars.append(scalar)
        continue
      }
      if !seen.isEmpty { parts.append(quoted(seen)) }
      parts.append("char(\(scalar.value))")
      seen = ""
    }
    if parts.isEmpty || !seen.isEmpty { parts.append(quoted(seen)) }
    return parts.count == 1 ? parts[0] : "(" + parts.joined(separator: " || ") + ")"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { quoted += "'" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "'"
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
