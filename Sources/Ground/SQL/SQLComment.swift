/// Text made fit to stand after `--`.
public enum SQLComment {
  /// The most characters of one foreign text that a comment shows.
  public static let limit = 200

  /// A foreign text without anything that could end the line or deceive its reader.
  ///
  /// Every control, format, line separator and paragraph separator character is dropped; what is
  /// longer than ``limit`` characters is cut and ends in `...`.
  public static func text(_ text: String) -> String {
    // Most texts are short and plain and need no second one.
    if text.utf8.count <= limit, text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
    var shown = ""
    var count = 0
    for scalar in text.unicodeScalars where !SQLText.isInvisible(scalar) {
      if count == limit { return shown + "..." }
      shown.unicodeScalars.append(scalar)
      count += 1
    }
    return shown
  }

  /// Foreign bytes as a comment shows them; invalid UTF-8 is repaired first.
  public static func text(_ bytes: [UInt8]) -> String {
    text(String(decoding: bytes, as: UTF8.self))
  }
}
