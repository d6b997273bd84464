public import Bytes

extension JSONValue {
  /// A string without escapes: the bytes between its quotes; nil for other values.
  @inlinable @inline(__always)
  public var plainText: ByteView? {
    let node = node
    let wanted = UInt32(JSONKind.string.rawValue)
    guard node.word & (7 | JSONNode.mark) == wanted else { return nil }
    return unsafe ByteView(start: text + (Int(node.start) + 1), count: Int(node.count) - 2)
  }

  /// A string without its escapes; nil for a value that is no string.
  ///
  /// The view is of the document where it can be, else of `scratch`: valid until either changes.
  @inlinable
  public func text(into scratch: inout [UInt8]) -> ByteView? {
    if let plainText { return plainText }
    guard isString else { return nil }
    return unescaped(into: &scratch)
  }

  @usableFromInline
  func unescaped(into scratch: inout [UInt8]) -> ByteView {
    // The array's storage stays where it is until the caller changes the array.
    JSONText.unescape(bytes[1..<byteCount - 1], into: &scratch)
  }

  /// A string without its escapes, for the control plane; nil for a value that is no string.
  public var string: String? {
    var scratch: [UInt8] = []
    defer { withExtendedLifetime(scratch) {} }
    return text(into: &scratch)?.text
  }

  /// Whether the value is a string of exactly these bytes, after unescaping.
  @inlinable
  public func isString(_ literal: StaticString) -> Bool {
    if let plainText {
      return unsafe plainText.count == literal.utf8CodeUnitCount
        && JSONWords.areEqual(plainText.start, literal.utf8Start, plainText.count)
    }
    guard isString else { return false }
    var scratch: [UInt8] = []
    defer { withExtendedLifetime(scratch) {} }
    return unescaped(into: &scratch).equals(literal)
  }

  /// The exact text of a number; nil for other values.
  @inlinable @inline(__always)
  public var numberText: ByteView? { isNumber ? bytes : nil }

  /// A number written without fraction and exponent that fits 64 bits; nil for other values.
  @inlinable
  public var integer: Int64? {
    let node = node
    let wanted = UInt32(JSONKind.number.rawValue)
    guard node.word & (7 | JSONNode.mark) == wanted else { return nil }
    let digits = bytes
    let isNegative = digits[0] == UInt8(ascii: "-")
    var value: Int64 = 0
    if digits.count <= 18 {
      for offset in (isNegative ? 1 : 0)..<digits.count {
        value = value &* 10 &+ Int64(digits[offset] &- UInt8(ascii: "0"))
      }
      return isNegative ? 0 &- value : value
    }
    for offset in (isNegative ? 1 : 0)..<digits.count {
      let digit = digits[offset] &- UInt8(ascii: "0")
      guard value.append(digit: digit, isNegative: isNegative) else { return nil }
    }
    return value
  }
}
