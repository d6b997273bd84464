public import Bytes

extension Fraction {
  /// The exact value of a decimal number; `nil` for any other text, and for one too long to hold.
  ///
  /// Stripe writes amounts in minor units with at most twelve places (`unit_amount_decimal`) and
  /// percentages as JSON numbers, which may have an exponent.
  public init?(decimal text: ByteView) {
    var at = 0
    let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
    if isNegative { at = 1 }
    var (digits, scale): (Int128, Int) = (0, 0)
    guard let whole = Self.take(text, &at, onto: &digits), whole > 0 else { return nil }
    if at < text.count, text[at] == UInt8(ascii: ".") {
      at += 1
      guard let places = Self.take(text, &at, onto: &digits), places > 0 else { return nil }
      scale = places
    }
    if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      guard let exponent = Self.takeExponent(text, &at) else { return nil }
      scale -= exponent
    }
    guard at == text.count else { return nil }
    let value = Fraction(isNegative ? -digits : digits, over: 1)
    let shift = Fraction.power(ofTen: abs(scale))
    let result = scale < 0 ? value * shift : value / shift
    guard result.isFinite else { return nil }
    self = result
  }

  /// The exact value of a decimal number, for the control plane.
  public init?(decimal text: String) {
    var text = text
    guard let value = text.withUTF8({ unsafe Fraction(decimal: ByteView($0)) }) else { return nil }
    self = value
  }

  /// Takes digits onto a number; how many there were, or `nil` when they do not fit.
  private static func take(_ text: ByteView, _ at: inout Int, onto number: inout Int128) -> Int? {
    let start = at
    while at < text.count, (0x30...0x39).contains(text[at]) {
      guard number.append(digit: text[at] - 0x30) else { return nil }
      at += 1
    }
    return at - start
  }

  private static func takeExponent(_ text: ByteView, _ at: inout Int) -> Int? {
    guard at < text.count else { return nil }
    let isNegative = text[at] == UInt8(ascii: "-")
    if isNegative || text[at] == UInt8(ascii: "+") { at += 1 }
    var exponent: Int128 = 0
    guard let count = take(text, &at, onto: &exponent), count > 0, exponent <= 38 else {
      return nil
    }
    return isNegative ? -Int(exponent) : Int(exponent)
  }

  /// Ten to a power of 0 to 38; ``tooLarge`` for any other.
  public static func power(ofTen exponent: Int) -> Fraction {
    guard (0...38).contains(exponent) else { return .tooLarge }
    return Fraction(reduced: (0..<exponent).reduce(1) { power, _ in power * 10 }, over: 1)
  }
}
