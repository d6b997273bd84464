/// Sixteen bytes at a time as two words: what a ``ByteLane`` does, for processors without SSE2.
///
/// Eight bytes are compared at once in an integer, exact for every byte value (Mycroft's zero-byte
/// test, in the form without borrows between bytes).
@frozen public struct PortableLane {
  /// The bytes in a lane.
  @inlinable public static var width: Int { 16 }

  @usableFromInline let low: UInt64
  @usableFromInline let high: UInt64

  @inlinable @inline(__always)
  static var ones: UInt64 { 0x0101_0101_0101_0101 }
  @inlinable @inline(__always)
  static var tops: UInt64 { 0x8080_8080_8080_8080 }

  @inlinable @inline(__always)
  init(_ low: UInt64, _ high: UInt64) {
    self.low = low
    self.high = high
  }

  /// Loads the bytes at an address, all sixteen.
  @inlinable @inline(__always)
  public init(at start: UnsafePointer<UInt8>) {
    let raw = unsafe UnsafeRawPointer(start)
    self.init(
      unsafe UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)),
      unsafe UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  /// Creates a lane of one byte sixteen times.
  @inlinable @inline(__always)
  public init(repeating byte: UInt8) {
    self.init(UInt64(byte) &* Self.ones, UInt64(byte) &* Self.ones)
  }

  /// Where two lanes have the same byte.
  @inlinable @inline(__always)
  public func equal(to other: PortableLane) -> PortableLane {
    PortableLane(Self.zeros(low ^ other.low), Self.zeros(high ^ other.high))
  }

  /// Where a byte is below a limit from 1 to 127, or is not ASCII.
  @inlinable @inline(__always)
  public func isOutside(asciiFrom limit: UInt8) -> PortableLane {
    let gap = UInt64(0x80 &- limit) &* Self.ones
    return PortableLane(Self.outside(low, gap), Self.outside(high, gap))
  }

  /// Where one of two comparisons holds.
  @inlinable @inline(__always)
  public static func | (one: PortableLane, other: PortableLane) -> PortableLane {
    PortableLane(one.low | other.low, one.high | other.high)
  }

  /// Where both of two comparisons hold.
  @inlinable @inline(__always)
  public static func & (one: PortableLane, other: PortableLane) -> PortableLane {
    PortableLane(one.low & other.low, one.high & other.high)
  }

  /// The highest bits of all bytes, the first byte's lowest.
  @inlinable @inline(__always)
  public var bits: UInt32 {
    UInt32(truncatingIfNeeded: Self.gathered(low) | Self.gathered(high) &<< 8)
  }

  /// The top bit of every byte that is zero.
  @inlinable @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 {
    ~(((word & ~tops) &+ ~tops) | word) & tops
  }

  /// The top bit of every byte that has it, or would not get it from the gap.
  @inlinable @inline(__always)
  static func outside(_ word: UInt64, _ gap: UInt64) -> UInt64 {
    (~((word & ~tops) &+ gap) | word) & tops
  }

  /// The top bits side by side: the product moves the one of byte i to bit 56 + i.
  @inlinable @inline(__always)
  static func gathered(_ word: UInt64) -> UInt64 {
    (((word & tops) &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }
}
