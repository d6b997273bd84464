public import Diagnostics

/// The pieces of a plain file of lines, each read on its own, from any thread and in any order.
///
/// The file is divided every ``ReadLimits/pieceByteCount`` bytes, and a piece owns the lines that
/// start in its stretch; so the last of them may end far in a later stretch, and a stretch inside a
/// long line owns nothing. What the pieces own follows each other without a gap: the digest of the
/// file is taken from the very bytes that are parsed, and two pieces that do not meet show that the
/// file was written to between the two reads.
public struct LinePieces: Sendable {
  /// What one stretch of the file holds.
  public struct Part: Sendable {
    /// The lines that start in it; nil when none does, or nothing but a byte order mark.
    public let piece: Piece?
    /// The same bytes, with the mark, for the digest; nil when no line starts in the stretch.
    public let stored: StoredPart?
  }

  /// How many stretches there are; zero for an empty file.
  public let count: Int

  private let file: InputFile
  private let limits: ReadLimits
  private let pool: BlockPool
  private let stretch: Int

  /// Enough for the rest of an ordinary last line, so that one call reads a whole piece.
  private static let tailByteCount = 8 << 10

  /// Divides a file that is not gzip; nothing is read yet.
  public init(_ file: InputFile, limits: ReadLimits = ReadLimits()) {
    precondition(!file.isGzip, "gzip can only be read in order")
    self.file = file
    self.limits = limits
    stretch = limits.lineBlockByteCount
    count = Int((file.byteCount + UInt64(stretch) - 1) / UInt64(stretch))
    let whole = Int(clamping: file.byteCount)
    pool = BlockPool(blockByteCount: 1 + min(stretch + Self.tailByteCount, whole))
  }

  /// Reads one stretch and the rest of its last line.
  ///
  /// - Parameter index: from zero, below ``count``.
  /// - Returns: what the stretch owns.
  /// - Throws: `input-record-too-long` with the byte the line begins at, `input-changed` when the
  ///   file has become shorter, `input-unreadable`.
  public func read(_ index: Int) throws(Failure) -> Part {
    let from = UInt64(index) * UInt64(stretch)
    // The byte before tells whether a line starts with the stretch.
    let startByte = index == 0 ? 0 : from - 1
    let within = Int(min(from + UInt64(stretch), file.byteCount) - startByte)
    var buffer = ByteBuffer(from: pool)
    try fill(&buffer, upTo: within + Self.tailByteCount, startByte)
    guard let start = index == 0 ? 0 : buffer.view[0..<within - 1].lineEnd(from: 0) else {
      return Part(piece: nil, stored: nil)
    }
    let end = try endOfLast(in: &buffer, from: start, within: within, startByte)
    let block = ByteBlock(buffer)
    let stored = block.view[start..<end]
    let skipped = index == 0 && stored.startsWithMark ? 3 : 0
    let first = startByte + UInt64(start)
    let piece =
      stored.count == skipped
      ? nil
      : Piece(
        block: block, view: stored[skipped..<stored.count], startByte: first + UInt64(skipped),
        index: index)
    return Part(piece: piece, stored: StoredPart(block, stored, startByte: first))
  }

  /// What reading the file proved.
  ///
  /// - Parameters:
  ///   - digest: the digest of the stored bytes of all parts, if it was taken.
  ///   - byteCount: how many they are.
  /// - Returns: the receipt of the file.
  /// - Throws: `input-changed` when the file is not as it was opened.
  public func receipt(with digest: Digest?, byteCount: UInt64) throws(Failure) -> InputReceipt {
    try file.verifyWhole(readByteCount: byteCount)
    return InputReceipt(
      byteCount: byteCount, decodedByteCount: byteCount, memberCount: 0, sha256: digest)
  }

  /// Where the line ends that the last byte of the stretch belongs to.
  private func endOfLast(
    in buffer: inout ByteBuffer, from start: Int, within: Int, _ startByte: UInt64
  ) throws(Failure) -> Int {
    var searched = within - 1
    while true {
      let end = buffer.view.lineEnd(from: searched)
      let isAtEnd = startByte + UInt64(buffer.count) == file.byteCount
      let length = (end.map { $0 - 1 } ?? buffer.count) - start
      if length > limits.recordByteCount {
        try checkLast(of: buffer.view[start..<start + length], within - 1 - start, startByte, start)
      }
      if let end { return end }
      if isAtEnd { return buffer.count }
      searched = buffer.count
      buffer.grow(to: min(buffer.capacity * 2, within + limits.recordByteCount + 1))
      try fill(&buffer, upTo: buffer.capacity, startByte)
    }
  }

  /// Only the last line can be too long: the others end in the stretch, which is no longer than one
  /// may be.
  private func checkLast(
    of lines: ByteView, _ searched: Int, _ startByte: UInt64, _ start: Int
  ) throws(Failure) {
    let line = lines[0..<searched].lastLineEnd(from: 0) ?? 0
    guard lines.count - line > limits.recordByteCount else { return }
    throw Failure(
      .inputRecordTooLong, "a line is longer than \(limits.recordByteCount) bytes",
      file: file.name, byte: startByte + UInt64(start + line),
      help: "each record stands on a line of its own; a line end may have been lost")
  }

  /// Reads until the buffer holds a number of bytes, or to the end of the file.
  private func fill(
    _ buffer: inout ByteBuffer, upTo count: Int, _ startByte: UInt64
  ) throws(Failure) {
    let wanted = Int(min(UInt64(count), file.byteCount - startByte))
    while buffer.count < wanted {
      let position = startByte + UInt64(buffer.count)
      let count = try unsafe buffer.fill(atMost: wanted - buffer.count) { space throws(Failure) in
        try unsafe file.read(at: position, into: space)
      }
      guard count == 0 else { continue }
      try file.verifyUnchanged()
      throw Failure(.inputChanged, "the file changed its length while it was read", file: file.name)
    }
  }
}
