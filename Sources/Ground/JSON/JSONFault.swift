public import Diagnostics

/// What a document may cost; exceeding a limit is a fault like any other.
public struct JSONLimits: Hashable, Sendable {
  /// The most containers open at once.
  public var depth = 128
  /// The most bytes in one document; never more than ``largestByteCount`` in effect.
  public var byteCount = 16 << 20

  /// The most bytes a document can have, whatever a caller allows: counts are kept in 28 bits.
  public static let largestByteCount = 1 << 28

  /// Creates the default limits.
  public init() {}

  /// The limits within what a reader can do.
  var effective: JSONLimits {
    var limits = self
    limits.byteCount = min(max(byteCount, 0), Self.largestByteCount)
    limits.depth = min(max(depth, 0), 1 << 20)
    return limits
  }
}

/// The first reason a text is not one JSON document, and where it shows.
public struct JSONFault: Hashable, Sendable {
  /// The kind of fault.
  public var code: Diagnostic.Code
  /// One sentence about structure, lower case, no full stop; never a value of the document.
  public var message: String
  /// The first byte that makes the text wrong, counted from zero; its length when it is cut short.
  public var offset: Int

  /// Creates a fault.
  public init(_ code: Diagnostic.Code, _ message: String, at offset: Int) {
    self.code = code
    self.message = message
    self.offset = offset
  }
}

extension Diagnostic.Code {
  /// There is nothing but blanks.
  public static let jsonEmpty = Diagnostic.Code(rawValue: "json-empty")
  /// The text ends inside a value.
  public static let jsonTruncated = Diagnostic.Code(rawValue: "json-truncated")
  /// A byte stands where the grammar of RFC 8259 has no place for it.
  public static let jsonUnexpectedByte = Diagnostic.Code(rawValue: "json-unexpected-byte")
  /// Something follows the document.
  public static let jsonTrailingContent = Diagnostic.Code(rawValue: "json-trailing-content")
  /// A comma is followed by the end of its container.
  public static let jsonTrailingComma = Diagnostic.Code(rawValue: "json-trailing-comma")
  /// A number is not written as RFC 8259 says.
  public static let jsonNumber = Diagnostic.Code(rawValue: "json-number")
  /// A word is not true, false or null.
  public static let jsonLiteral = Diagnostic.Code(rawValue: "json-literal")
  /// A control character stands unescaped in a string.
  public static let jsonControlCharacter = Diagnostic.Code(rawValue: "json-control-character")
  /// A backslash is followed by something that is no escape.
  public static let jsonEscape = Diagnostic.Code(rawValue: "json-escape")
  /// Half of a surrogate pair stands alone.
  public static let jsonLoneSurrogate = Diagnostic.Code(rawValue: "json-lone-surrogate")
  /// A string is not valid UTF-8.
  public static let jsonUTF8 = Diagnostic.Code(rawValue: "json-utf8")
  /// An object has two members of one name.
  public static let jsonDuplicateKey = Diagnostic.Code(rawValue: "json-duplicate-key")
  /// More containers are open than the limit allows.
  public static let jsonDepth = Diagnostic.Code(rawValue: "json-depth")
  /// The text is longer than the limit allows.
  public static let jsonSize = Diagnostic.Code(rawValue: "json-size")
  /// A byte order mark stands before the document.
  public static let jsonByteOrderMark = Diagnostic.Code(rawValue: "json-byte-order-mark")
}

/// The faults as the scanner knows them: one byte, so that the hot path carries no text.
enum JSONFlaw: UInt8 {
  case empty, truncated, valueExpected, keyExpected, colonExpected, separatorExpected
  case wrongClose, trailingContent, trailingComma, number, literal, controlCharacter
  case escape, loneSurrogate, encoding, duplicateKey, depth, size, byteOrderMark

  /// The fault for people, at an offset.
  func fault(at offset: Int) -> JSONFault {
    switch self {
    case .empty: JSONFault(.jsonEmpty, "there is no value", at: offset)
    case .truncated: JSONFault(.jsonTruncated, "the text ends inside a value", at: offset)
    case .valueExpected: JSONFault(.jsonUnexpectedByte, "a value should stand here", at: offset)
    case .keyExpected:
      JSONFault(.jsonUnexpectedByte, "the name of a member should stand here", at: offset)
    case .colonExpected: JSONFault(.jsonUnexpectedByte, "a colon should stand here", at: offset)
    case .separatorExpected:
      JSONFault(.jsonUnexpectedByte, "a comma or a closing bracket should stand here", at: offset)
    case .wrongClose:
      JSONFault(.jsonUnexpectedByte, "this bracket does not close the open one", at: offset)
    case .trailingContent:
      JSONFault(.jsonTrailingContent, "something follows the value", at: offset)
    case .trailingComma:
      JSONFault(.jsonTrailingComma, "the last comma has nothing after it", at: offset)
    case .number: JSONFault(.jsonNumber, "a number is not written this way", at: offset)
    case .literal: JSONFault(.jsonLiteral, "a word is not true, false or null", at: offset)
    case .controlCharacter:
      JSONFault(.jsonControlCharacter, "a control character must be escaped", at: offset)
    case .escape: JSONFault(.jsonEscape, "a backslash starts no escape", at: offset)
    case .loneSurrogate:
      JSONFault(.jsonLoneSurrogate, "half of a surrogate pair stands alone", at: offset)
    case .encoding: JSONFault(.jsonUTF8, "a string is not valid UTF-8", at: offset)
    case .duplicateKey:
      JSONFault(.jsonDuplicateKey, "an object has two members of this name", at: offset)
    case .depth: JSONFault(.jsonDepth, "more containers are open than the limit", at: offset)
    case .size: JSONFault(.jsonSize, "the text is longer than the limit", at: offset)
    case .byteOrderMark:
      JSONFault(.jsonByteOrderMark, "a byte order mark stands before the value", at: offset)
    }
  }
}
