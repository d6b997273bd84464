/// Sixty-four bits that stand for a text: equal texts have equal fingerprints, in every run.
///
/// Two different texts of a set of n have the same one with a chance of n² in 2^65: one in four
/// hundred thousand for ten million texts. Whoever uses it says what happens then.
public struct Fingerprint {
  /// The fingerprint of a text.
  @inlinable
  public static func of(_ text: ByteView) -> UInt64 {
    var state: UInt64 = 0x2D35_8DCC_AA6C_78A5 ^ UInt64(truncatingIfNeeded: text.count)
    var offset = 0
    while offset + 16 < text.count {
      state = fold(word(text, offset) ^ first, word(text, offset + 8) ^ state)
      offset += 16
    }
    // The last sixteen bytes overlap those before; a shorter text is spread over both words.
    let (low, high) = tail(text)
    return fold(second ^ UInt64(truncatingIfNeeded: text.count), fold(low ^ first, high ^ state))
  }

  @usableFromInline static var first: UInt64 { 0x8BB8_4B93_962E_ACC9 }
  @usableFromInline static var second: UInt64 { 0x4B33_A62E_D433_D4A3 }

  @inlinable @inline(__always)
  static func tail(_ text: ByteView) -> (UInt64, UInt64) {
    let count = text.count
    if count >= 16 { return (word(text, count - 16), word(text, count - 8)) }
    if count >= 8 { return (word(text, 0), word(text, count - 8)) }
    var word: UInt64 = 0
    for offset in 0..<count { word = word << 8 | UInt64(text[offset]) }
    return (word, 0)
  }

  @inlinable @inline(__always)
  static func word(_ text: ByteView, _ offset: Int) -> UInt64 {
    unsafe UInt64(
      littleEndian: UnsafeRawPointer(text.start + offset).loadUnaligned(as: UInt64.self))
  }

  /// Two words as one, each bit of which depends on all of theirs.
  @inlinable @inline(__always)
  public static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = one.multipliedFullWidth(by: other)
    return product.high ^ product.low
  }
}
