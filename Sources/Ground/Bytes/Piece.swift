/// Some whole lines of an input, with the memory that holds them.
public struct Piece: Sendable {
  /// The owner of the bytes.
  public let block: ByteBlock
  /// The bytes; at least ``ByteBlock/paddingByteCount`` more may be read after them.
  ///
  /// They are good for as long as ``block`` lives, so keep the piece in a variable of its own:
  /// a temporary may be gone before its bytes are read. ``withView(_:)`` cannot be misused.
  public let view: ByteView
  /// Where the bytes begin in the decompressed content.
  public let startByte: UInt64
  /// The position among the pieces of the file, counted from zero.
  public let index: Int

  /// Creates a piece of some bytes of `block`.
  public init(block: ByteBlock, view: ByteView, startByte: UInt64, index: Int) {
    self.block = block
    self.view = view
    self.startByte = startByte
    self.index = index
  }

  /// Lends the bytes for the duration of a closure.
  @inlinable
  public func withView<Result, Problem: Error>(
    _ body: (ByteView) throws(Problem) -> Result
  ) throws(Problem) -> Result {
    defer { withExtendedLifetime(block) {} }
    return try body(view)
  }
}

/// How much of an input may be in memory, and how far gzip is believed.
public struct ReadLimits: Hashable, Sendable {
  /// The size a piece should have, in bytes; never more than one record may have.
  ///
  /// A piece of the usual size is still in the cache of the core that read it when it is parsed.
  public var pieceByteCount = 1 << 20
  /// The longest line allowed, in bytes without its end.
  public var recordByteCount = 16 << 20
  /// How many times larger than its file a gzip content may be, once it is over 10 MiB.
  public var gzipRatio = 200

  /// How many bytes of lines are read at once: no line that fits can be too long.
  var lineBlockByteCount: Int { min(max(pieceByteCount, 1), recordByteCount + 1) }

  /// The usual limits: 1 MiB pieces, 16 MiB records, 200 to 1.
  public init() {}
}
