/// Reading bytes a word at a time, never beyond their end.
@usableFromInline enum JSONWords {
  @inlinable @inline(__always)
  static func load(_ start: UnsafePointer<UInt8>) -> UInt64 {
    unsafe UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
  }

  /// Up to eight bytes as one word; two texts of one length have equal words only if equal.
  @inlinable @inline(__always)
  static func short(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    if count >= 4 {
      let raw = unsafe UnsafeRawPointer(start)
      let low = unsafe raw.loadUnaligned(as: UInt32.self)
      let high = unsafe raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      return UInt64(low) | UInt64(high) << 32
    }
    if count == 0 { return 0 }
    let middle = unsafe start[count >> 1]
    let last = unsafe start[count - 1]
    return unsafe UInt64(start[0]) | UInt64(middle) << 8 | UInt64(last) << 16
  }

  /// The first and the last eight bytes of a text, which overlap where it has fewer than sixteen.
  @usableFromInline @frozen struct Ends: Equatable, Sendable {
    @usableFromInline var first: UInt64
    @usableFromInline var last: UInt64

    @inlinable @inline(__always)
    init(_ first: UInt64, _ last: UInt64) {
      self.first = first
      self.last = last
    }
  }

  /// The ends of a text; two of one length up to sixteen bytes have equal ends only if equal.
  @inlinable @inline(__always)
  static func ends(_ start: UnsafePointer<UInt8>, _ count: Int) -> Ends {
    unsafe count < 8
      ? Ends(short(start, count), 0) : Ends(load(start), load(start + (count - 8)))
  }

  /// The hash of a name's bytes, after unescaping.
  @inlinable @inline(__always)
  static func hash(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 &+ UInt64(truncatingIfNeeded: count)
    var last: UInt64
    if count >= 8 {
      var offset = 0
      while offset + 8 < count {
        state = unsafe mix(state ^ load(start + offset))
        offset += 8
      }
      last = unsafe load(start + (count - 8))
    } else {
      last = unsafe short(start, count)
    }
    last = mix(state ^ last)
    return UInt32(truncatingIfNeeded: last ^ (last &>> 32))
  }

  @inlinable @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }

  /// Whether two texts of one length are the same bytes.
  @inlinable @inline(__always)
  static func areEqual(
    _ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    if count < 8 { return unsafe short(one, count) == short(other, count) }
    var offset = 0
    while offset + 8 < count {
      if unsafe load(one + offset) != load(other + offset) { return false }
      offset += 8
    }
    return unsafe load(one + (count - 8)) == load(other + (count - 8))
  }
}
