/// The part of an error's text that says what kind it is and cannot say of whom.
public enum ErrorKind {
  /// Codes of the system's own errors, which name no value.
  private static let codes: [StaticString] = [
    "ETIMEDOUT", "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "EHOSTUNREACH", "EAI_AGAIN",
  ]
  private static let endings: [StaticString] = ["Error", "Exception", "Timeout", "Failure"]

  /// The name of the error's class and the code of a system error, as far as the text has them;
  /// empty when it has neither.
  public static func of(_ text: [UInt8]) -> String {
    let words = text.prefix(400).split { !isPartOfName($0) }
    var parts: [String] = []
    if let first = words.first, first.count <= 40, endings.contains(where: { ends(first, $0) }) {
      parts.append(String(decoding: first, as: UTF8.self))
    }
    if let code = codes.first(where: { code in words.contains { equals($0, code) } }) {
      parts.append("\(code)")
    }
    return parts.joined(separator: " ")
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
    default: false
    }
  }

  private static func equals(_ word: ArraySlice<UInt8>, _ code: StaticString) -> Bool {
    word.count == code.utf8CodeUnitCount && ends(word, code)
  }

  private static func ends(_ word: ArraySlice<UInt8>, _ ending: StaticString) -> Bool {
    word.suffix(ending.utf8CodeUnitCount).elementsEqual("\(ending)".utf8)
  }
}
