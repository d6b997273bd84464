/// The structure of 64 bytes as bit masks, one bit for each byte, lowest first.
///
/// Eight bytes are compared at once in a plain integer: exact for every byte value, and the same
/// on every machine (Mycroft's zero-byte test, in the form without borrows between bytes).
struct BlockMasks {
  /// Where the delimiter stands.
  var delimiters: UInt64 = 0
  /// Where a line feed stands.
  var lineFeeds: UInt64 = 0
  /// Where a carriage return stands.
  var returns: UInt64 = 0
  /// Where the quote stands.
  var quotes: UInt64 = 0
  /// Where a backslash stands.
  var backslashes: UInt64 = 0
  /// Not zero when a byte has its high bit set.
  var high: UInt64 = 0
  /// Where a zero byte stands.
  var nuls: UInt64 = 0

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let lows: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Eight copies of a byte.
  @inline(__always)
  static func pattern(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }

  /// One bit for each byte of a word that equals the pattern's.
  @inline(__always)
  private static func equal(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    let zero = ~(((difference & lows) &+ lows) | difference | lows)
    return ((zero &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }

  /// The masks of the 64 bytes at an address; those that the format does not use stay empty.
  @inline(__always)
  init(at start: UnsafeRawPointer, delimiter: UInt64, quote: UInt64, escapes: Bool) {
    var small: UInt64 = 0
    for index in 0..<8 {
      let word = unsafe UInt64(
        littleEndian: (start + index &* 8).loadUnaligned(as: UInt64.self))
      delimiters |= Self.equal(word, delimiter) &<< UInt64(index &* 8)
      if quote != 0 { quotes |= Self.equal(word, quote) &<< UInt64(index &* 8) }
      high |= word & Self.highs
      small |= (word &- Self.pattern(0x10)) & ~word & Self.highs
    }
    if small != 0 { unsafe addControls(at: start) }
    if escapes { unsafe addBackslashes(at: start) }
  }

  /// Line feeds, returns and zeros; called only when a byte below 16 has been seen.
  @inline(__always)
  private mutating func addControls(at start: UnsafeRawPointer) {
    for index in 0..<8 {
      let word = unsafe UInt64(
        littleEndian: (start + index &* 8).loadUnaligned(as: UInt64.self))
      lineFeeds |= Self.equal(word, Self.pattern(0x0A)) &<< UInt64(index &* 8)
      returns |= Self.equal(word, Self.pattern(0x0D)) &<< UInt64(index &* 8)
      nuls |= Self.equal(word, 0) &<< UInt64(index &* 8)
    }
  }

  @inline(__always)
  private mutating func addBackslashes(at start: UnsafeRawPointer) {
    for index in 0..<8 {
      let word = unsafe UInt64(
        littleEndian: (start + index &* 8).loadUnaligned(as: UInt64.self))
      backslashes |= Self.equal(word, Self.pattern(0x5C)) &<< UInt64(index &* 8)
    }
  }

  /// For each bit, whether an odd number of bits stands at or below it.
  @inline(__always)
  static func parity(_ bits: UInt64) -> UInt64 {
    var sum = bits ^ (bits &<< 1)
    sum ^= sum &<< 2
    sum ^= sum &<< 4
    sum ^= sum &<< 8
    sum ^= sum &<< 16
    return sum ^ (sum &<< 32)
  }

  /// The bytes that follow a backslash which is not itself escaped; the carry crosses blocks.
  @inline(__always)
  static func escaped(_ backslashes: UInt64, carry: inout UInt64) -> UInt64 {
    var escaped = carry
    var pending = backslashes & ~carry
    carry = 0
    while pending != 0 {
      let backslash = pending & (0 &- pending)
      let next = backslash &<< 1
      escaped |= next
      if next == 0 { carry = 1 }
      pending &= ~(backslash | next)
    }
    return escaped
  }
}
