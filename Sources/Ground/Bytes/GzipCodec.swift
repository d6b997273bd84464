#if canImport(Glibc)
import Glibc
#endif

/// The library that does the arithmetic of gzip.
///
/// Which one it is decides about the speed and about the exact bytes of a compressed output, never
/// about what is accepted or what a content decodes to.
public enum GzipCodec: String, CaseIterable, Sendable {
  /// Intel's ISA-L, several times as fast; used where it is installed.
  case isal
  /// zlib, which is always there.
  case zlib

  /// The fastest one of this machine.
  public static let preferred = available[0]

  /// Those of this machine, the fastest first.
  ///
  /// The environment variable `TRUEUP_ISAL=0` hides ISA-L, for comparisons.
  public static let available: [GzipCodec] = ISAL.loaded == nil ? [.zlib] : [.isal, .zlib]

  func decoder() -> any DeflateDecoder {
    if self == .isal, let library = ISAL.loaded { return ISALDecoder(library) }
    return ZlibDecoder()
  }

  /// A raw deflate stream of whole blocks that ends on a byte and is not marked as the last.
  func deflated(_ content: ByteView) -> [UInt8] {
    if self == .isal, let library = ISAL.loaded { return library.deflated(content) }
    return Zlib.deflated(content)
  }

  func checksum(_ content: ByteView) -> UInt32 {
    if self == .isal, let library = ISAL.loaded { return library.checksum(content, after: 0) }
    return Zlib.checksum(content, after: 0)
  }
}

/// One raw deflate stream being decoded; tells nothing of the gzip around it.
protocol DeflateDecoder: AnyObject {
  /// Whether the last block has ended and all of it was handed out.
  var isDone: Bool { get }

  /// Begins a new stream.
  func reset()

  /// Decodes until the input is used up, the space is full, or the stream ends.
  func step(from input: ByteView, into space: UnsafeMutableBufferPointer<UInt8>) -> InflateStep

  /// The CRC-32 of some bytes that follow others.
  func checksum(_ bytes: ByteView, after running: UInt32) -> UInt32
}

/// What one step of decoding took and gave.
struct InflateStep {
  /// How many bytes of the input were used.
  ///
  /// Negative when the stream ended in bytes that earlier steps had taken ahead of their use;
  /// never below minus ``lookaheadByteCount``.
  var consumed: Int
  var produced: Int
  /// The decoder's words when the data is broken.
  var damage: String?

  /// How many bytes a decoder may take before it needs them.
  static let lookaheadByteCount = 8
}
