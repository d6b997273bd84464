public import Bytes

/// Numbers and truth values as databases write them: exact, or nil.
public enum DumpNumber {
  /// A whole number in decimal digits, with `-` where it is negative.
  public static func integer(_ text: ByteView) -> Int64? {
    decimal(text, scale: 0, allowsPoint: false)
  }

  /// A decimal number in units of ten to the minus `scale`: `10.5` with scale 2 is 1050.
  ///
  /// Digits beyond the scale must be zero; an exponent, a bare point or an overflow is nil.
  public static func decimal(_ text: ByteView, scale: Int) -> Int64? {
    decimal(text, scale: scale, allowsPoint: true)
  }

  /// A truth value: `t f true false 1 0`, or a BIT(1) of MySQL as its one byte.
  public static func boolean(_ text: ByteView) -> Bool? {
    if text.count == 1 {
      switch text[0] {
      case UInt8(ascii: "t"), UInt8(ascii: "1"), 1: return true
      case UInt8(ascii: "f"), UInt8(ascii: "0"), 0: return false
      default: return nil
      }
    }
    if text.equals("true") { return true }
    return text.equals("false") ? false : nil
  }

  private static func decimal(_ text: ByteView, scale: Int, allowsPoint: Bool) -> Int64? {
    let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
    var value: Int64 = 0
    var at = isNegative ? 1 : 0
    let whole = at
    while at < text.count, let digit = digit(text[at]) {
      guard value.append(digit: digit, isNegative: isNegative) else { return nil }
      at += 1
    }
    guard at > whole else { return nil }
    var places = 0
    if at < text.count, allowsPoint, text[at] == UInt8(ascii: ".") {
      at += 1
      guard at < text.count else { return nil }
      while at < text.count, let digit = digit(text[at]) {
        if places < scale {
          guard value.append(digit: digit, isNegative: isNegative) else { return nil }
          places += 1
        } else if digit != 0 {
          return nil
        }
        at += 1
      }
    }
    guard at == text.count else { return nil }
    while places < scale {
      guard value.append(digit: 0, isNegative: isNegative) else { return nil }
      places += 1
    }
    return value
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt8? {
    byte &- 0x30 < 10 ? byte &- 0x30 : nil
  }
}
