#if arch(x86_64)
public import _Builtin_intrinsics.intel

/// Sixteen bytes at a time.
///
/// What a comparison gives is a lane too, with the highest bit of each byte for which it holds;
/// such lanes are joined, and ``bits`` tells the answer. SSE2 is part of every x86-64, so that no
/// flag is needed; elsewhere a ``PortableLane`` does the same.
@frozen public struct ByteLane {
  /// The bytes in a lane.
  @inlinable public static var width: Int { 16 }

  @usableFromInline let storage: __m128i

  @inlinable @inline(__always)
  init(_ storage: __m128i) { self.storage = storage }

  /// Loads the bytes at an address, all sixteen.
  @inlinable @inline(__always)
  public init(at start: UnsafePointer<UInt8>) {
    self.init(unsafe UnsafeRawPointer(start).loadUnaligned(as: __m128i.self))
  }

  /// Creates a lane of one byte sixteen times.
  @inlinable @inline(__always)
  public init(repeating byte: UInt8) { self.init(_mm_set1_epi8(CChar(bitPattern: byte))) }

  /// Where two lanes have the same byte.
  @inlinable @inline(__always)
  public func equal(to other: ByteLane) -> ByteLane {
    ByteLane(_mm_cmpeq_epi8(storage, other.storage))
  }

  /// Where a byte is below a limit from 1 to 127, or is not ASCII.
  @inlinable @inline(__always)
  public func isOutside(asciiFrom limit: UInt8) -> ByteLane {
    // As signed numbers the bytes beyond ASCII are below zero.
    ByteLane(_mm_cmplt_epi8(storage, _mm_set1_epi8(CChar(bitPattern: limit))))
  }

  /// Where one of two comparisons holds.
  @inlinable @inline(__always)
  public static func | (one: ByteLane, other: ByteLane) -> ByteLane {
    ByteLane(_mm_or_si128(one.storage, other.storage))
  }

  /// Where both of two comparisons hold.
  @inlinable @inline(__always)
  public static func & (one: ByteLane, other: ByteLane) -> ByteLane {
    ByteLane(_mm_and_si128(one.storage, other.storage))
  }

  /// The highest bits of all bytes, the first byte's lowest.
  @inlinable @inline(__always)
  public var bits: UInt32 { UInt32(truncatingIfNeeded: _mm_movemask_epi8(storage)) }
}
#else
/// Sixteen bytes at a time, where there is no SSE2.
public typealias ByteLane = PortableLane
#endif
