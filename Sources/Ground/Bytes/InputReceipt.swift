/// What was read of an input, given out only when it proved whole.
public struct InputReceipt: Hashable, Sendable {
  /// The size of the file as it lies on the disk, in bytes.
  public let byteCount: UInt64
  /// The size of its content, decompressed, in bytes.
  public let decodedByteCount: UInt64
  /// How many gzip members it has; zero for a plain file.
  public let memberCount: Int
  /// The SHA-256 digest of the file as it lies on the disk; nil when nobody asked for it.
  public let sha256: Digest?
}
