import Bytes

/// A text as a cell can hold it.
enum XLSXText {
  /// How many UTF-16 units a cell holds.
  ///
  /// Source: Microsoft, “Excel specifications and limits”.
  private static let limit = 32_767
  private static let mark = " … (cut)"

  /// The text without what a cell cannot hold: too many characters are cut off, visibly, and those
  /// that XML forbids become U+FFFD.
  static func legal(_ text: String) -> String {
    guard text.utf8.count > limit || text.utf8.contains(where: isSuspect) else { return text }
    return cut(escaped(text))
  }

  /// Whether a byte can begin what has to be changed: a zero, `_x0041_`, U+FFFE and U+FFFF.
  private static func isSuspect(_ byte: UInt8) -> Bool {
    byte == 0 || byte == UInt8(ascii: "_") || byte == 0xEF
  }

  /// Spreadsheets read `_x0041_` as an A; an escaped underscore keeps them from it.
  ///
  /// Source: ECMA-376, part 1, 22.9.2.19 “ST_Xstring”.
  private static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    for (place, scalar) in scalars.enumerated() {
      switch scalar.value {
      case 0, 0xFFFE, 0xFFFF: result.append("\u{FFFD}")
      case 0x5F where isEscape(scalars[place...]):
        result.append(contentsOf: "_x005F_".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func isEscape(_ scalars: ArraySlice<UnicodeScalar>) -> Bool {
    let word = scalars.prefix(7)
    guard word.count == 7, word.last == "_", word[word.startIndex + 1] == "x" else { return false }
    return word.dropFirst(2).dropLast().allSatisfy { $0.isASCII && $0.properties.isASCIIHexDigit }
  }

  private static func cut(_ text: String) -> String {
    guard text.utf16.count > limit else { return text }
    var kept = String.UnicodeScalarView()
    var room = limit - mark.utf16.count
    for scalar in text.unicodeScalars {
      room -= scalar.value > 0xFFFF ? 2 : 1
      guard room >= 0 else { break }
      kept.append(scalar)
    }
    return String(kept) + mark
  }
}
