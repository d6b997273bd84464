import Bytes

/// The structure of 64 bytes as bit masks, one bit for each byte, lowest first.
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

  /// The masks of the 64 bytes at an address; those that the format does not use stay empty.
  @inline(__always)
  init(at start: UnsafePointer<UInt8>, delimiter: UInt8, quote: UInt8, escapes: Bool) {
    var controls: UInt64 = 0
    for part in 0..<4 {
      let shift = part &* ByteLane.width
      let lane = unsafe ByteLane(at: start + shift)
      delimiters |= Self.equal(lane, delimiter) &<< UInt64(shift)
      if quote != 0 { quotes |= Self.equal(lane, quote) &<< UInt64(shift) }
      if escapes { backslashes |= Self.equal(lane, UInt8(ascii: "\\")) &<< UInt64(shift) }
      high |= UInt64(lane.bits)
      controls |= UInt64(lane.isOutside(asciiFrom: 0x10).bits)
    }
    if controls != 0 { unsafe addControls(at: start) }
  }

  /// Line feeds, returns and zeros; called only where there may be one.
  @inline(__always)
  private mutating func addControls(at start: UnsafePointer<UInt8>) {
    for part in 0..<4 {
      let shift = part &* ByteLane.width
      let lane = unsafe ByteLane(at: start + shift)
      lineFeeds |= Self.equal(lane, 0x0A) &<< UInt64(shift)
      returns |= Self.equal(lane, 0x0D) &<< UInt64(shift)
      nuls |= Self.equal(lane, 0) &<< UInt64(shift)
    }
  }

  /// One bit for each byte of a lane that equals a byte.
  @inline(__always)
  private static func equal(_ lane: ByteLane, _ byte: UInt8) -> UInt64 {
    UInt64(lane.equal(to: ByteLane(repeating: byte)).bits)
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
