#if canImport(Glibc)
import Glibc
#endif

/// A borrowed stretch of bytes: a pointer and a length, sixteen bytes, no ownership.
///
/// Whoever makes one promises that the bytes outlive it. The data path passes these instead of
/// strings: comparing, hashing and copying never touch the heap.
@safe @frozen public struct ByteView: @unchecked Sendable {
  /// The first byte; never dereferenced when ``count`` is zero.
  public let start: UnsafePointer<UInt8>
  /// The number of bytes.
  public let count: Int

  /// Borrows `count` bytes at `start`.
  @inlinable @inline(__always)
  public init(start: UnsafePointer<UInt8>, count: Int) {
    unsafe self.start = start
    self.count = count
  }

  /// Borrows a buffer; an empty one may have no address.
  @inlinable @inline(__always)
  public init(_ buffer: UnsafeBufferPointer<UInt8>) {
    unsafe self.init(
      start: buffer.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped,
      count: buffer.count)
  }

  /// The byte at an offset; the caller checks `0..<count`.
  @inlinable @inline(__always)
  public subscript(offset: Int) -> UInt8 { unsafe start[offset] }

  /// The bytes of a range of offsets; the caller checks that it lies within.
  @inlinable @inline(__always)
  public subscript(range: Range<Int>) -> ByteView {
    unsafe ByteView(start: start + range.lowerBound, count: range.count)
  }

  /// The same bytes as a buffer.
  @inlinable @inline(__always)
  public var buffer: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: start, count: count)
  }

  /// The bytes copied into an array.
  public var array: [UInt8] { unsafe Array(buffer) }

  /// Whether the bytes come before others: the first that differs decides, then the length.
  public func precedes(_ other: ByteView) -> Bool {
    let order = unsafe memcmp(start, other.start, min(count, other.count))
    return order == 0 ? count < other.count : order < 0
  }

  /// The bytes as text; invalid UTF-8 is repaired, so this is for messages only.
  public var text: String { unsafe String(decoding: buffer, as: UTF8.self) }

  /// Whether the bytes are those of a literal.
  @inlinable @inline(__always)
  public func equals(_ literal: StaticString) -> Bool {
    guard count == literal.utf8CodeUnitCount else { return false }
    let other = unsafe literal.utf8Start
    for offset in 0..<count where unsafe start[offset] != other[offset] { return false }
    return true
  }
}
