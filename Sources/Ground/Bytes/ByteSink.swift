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
}

extension [UInt8]: ByteSink {
  /// Appends the bytes.
  public mutating func write(_ bytes: ByteView) {
    unsafe append(contentsOf: bytes.buffer)
  }
}
