#if arch(x86_64)
import _Builtin_intrinsics.intel
#endif

/// Sixteen bytes at a time; every method reads all sixteen, whatever the answer.
///
/// The answer has one bit for each byte, the first byte lowest. SSE2 is part of every x86-64, so
/// that no flag is needed; elsewhere two words do the same.
enum JSONLane {
  /// The bytes in a lane.
  static let width = 16

  #if arch(x86_64)
  /// Where two lanes are the same.
  @inline(__always)
  static func equal(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>) -> UInt32 {
    bits(unsafe _mm_cmpeq_epi8(load(one), load(other)))
  }

  /// Whether two lanes and those behind them are the same.
  @inline(__always)
  static func arePairsEqual(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>) -> Bool {
    let first = unsafe _mm_cmpeq_epi8(load(one), load(other))
    let second = unsafe _mm_cmpeq_epi8(load(one + width), load(other + width))
    return bits(_mm_and_si128(first, second)) == 0xFFFF
  }

  /// Where a lane has a quote, a backslash, a control character or a byte that is not ASCII.
  @inline(__always)
  static func stops(_ start: UnsafePointer<UInt8>) -> UInt32 {
    let lane = unsafe load(start)
    let marks = _mm_or_si128(
      _mm_cmpeq_epi8(lane, _mm_set1_epi8(0x22)), _mm_cmpeq_epi8(lane, _mm_set1_epi8(0x5C)))
    // As signed numbers the bytes beyond ASCII are below zero, and so below the blank too.
    return bits(_mm_or_si128(marks, _mm_cmplt_epi8(lane, _mm_set1_epi8(0x20))))
  }

  @inline(__always)
  private static func load(_ start: UnsafePointer<UInt8>) -> __m128i {
    unsafe UnsafeRawPointer(start).loadUnaligned(as: __m128i.self)
  }

  @inline(__always)
  private static func bits(_ lane: __m128i) -> UInt32 {
    UInt32(truncatingIfNeeded: _mm_movemask_epi8(lane))
  }
  #else
  /// Where two lanes are the same.
  @inline(__always)
  static func equal(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>) -> UInt32 {
    unsafe JSONPortableLane.equal(one, other)
  }

  /// Whether two lanes and those behind them are the same.
  @inline(__always)
  static func arePairsEqual(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>) -> Bool {
    unsafe equal(one, other) & equal(one + width, other + width) == 0xFFFF
  }

  /// Where a lane has a quote, a backslash, a control character or a byte that is not ASCII.
  @inline(__always)
  static func stops(_ start: UnsafePointer<UInt8>) -> UInt32 {
    unsafe JSONPortableLane.stops(start)
  }
  #endif
}

/// The same with plain words, for processors without SSE2 and for comparison.
enum JSONPortableLane {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  @inline(__always)
  static func equal(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>) -> UInt32 {
    both { unsafe zeros(JSONWords.load(one + $0) ^ JSONWords.load(other + $0)) }
  }

  @inline(__always)
  static func stops(_ start: UnsafePointer<UInt8>) -> UInt32 {
    both { offset in
      let word = unsafe JSONWords.load(start + offset)
      let marks = zeros(word ^ (ones &* 0x22)) | zeros(word ^ (ones &* 0x5C))
      let printed = (word & ~tops) &+ (ones &* 0x60)
      return marks | (~printed & tops) | (word & tops)
    }
  }

  /// The top bit of every byte that is zero.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    ~(((word & ~tops) &+ ~tops) | word) & tops
  }

  /// Gathers the top bits of two words: the product moves the one of byte i to bit 56 + i.
  @inline(__always)
  private static func both(_ tops: (Int) -> UInt64) -> UInt32 {
    let gather: UInt64 = 0x0102_0408_1020_4080
    let low = ((tops(0) &>> 7) &* gather) &>> 56
    let high = ((tops(8) &>> 7) &* gather) &>> 56
    return UInt32(truncatingIfNeeded: low | high &<< 8)
  }
}
