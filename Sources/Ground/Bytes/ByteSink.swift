public import Diagnostics

/// Somewhere bytes go, in order.
public protocol ByteSink: ~Copyable {
  /// Takes the next bytes, all of them or none that count.
  mutating func write(_ bytes: ByteView) throws(Failure)
}

extension ByteSink where Self: ~Copyable {
  /// Takes the next bytes.
  public mutating func write(_ bytes: [UInt8]) throws(Failure) {
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(Failure) in
      try unsafe write(ByteView(buffer))
    }
  }

  /// Takes the UTF-8 bytes of a text.
  public mutating func write(_ text: String) throws(Failure) {
    try write(Array(text.utf8))
  }

  /// Makes so many parts, one by its number, and answers them in order.
  public typealias PartMap =
    (_ count: Int, _ part: @escaping @Sendable (Int) -> [UInt8]) -> [[UInt8]]

  /// Takes parts in their order; never more than 32 of them are in memory.
  ///
  /// - Parameters:
  ///   - count: how many parts there are.
  ///   - map: makes some of them, on as many threads as it likes.
  ///   - part: a part by its number.
  /// - Throws: whatever the sink throws.
  public mutating func write(
    parts count: Int, by map: PartMap, _ part: @escaping @Sendable (Int) -> [UInt8]
  ) throws(Failure) {
    for first in stride(from: 0, to: count, by: 32) {
      for part in map(min(count - first, 32), { part(first + $0) }) { try write(part) }
    }
  }
}

extension [UInt8]: ByteSink {
  /// Appends the bytes.
  public mutating func write(_ bytes: ByteView) {
    unsafe append(contentsOf: bytes.buffer)
  }
}
