public import Diagnostics

/// Reads an input from its first byte to its last and hands out its content in ``Piece``s.
///
/// Every piece but the last ends just after a newline. A UTF-8 byte order mark at the start of the
/// content is left out. Memory is two pieces and the longest line, whatever the size of the file,
/// and used again for later pieces as soon as a piece is let go.
///
/// Nothing in a piece is proven before the whole file is: callers must not commit anything that
/// came out of one until ``receipt`` is there.
public struct PieceReader: ~Copyable {
  /// How the content is cut.
  public enum Mode: Hashable, Sendable {
    /// At line ends, into pieces of about the size the limits state.
    case lines
    /// Not at all; the content must not have more bytes than stated.
    case whole(limit: Int)
  }

  /// Who takes the digest of the bytes as they lie on the disk.
  public enum Digesting: Hashable, Sendable {
    /// The reader, as it goes.
    case here
    /// The caller, on another thread, of what ``PieceReader/takeParts()`` hands out.
    case elsewhere
    /// Nobody: the receipt has none.
    case nobody
  }

  /// What was read; nil until ``next()`` has answered nil, and when the digest is taken elsewhere.
  public private(set) var receipt: InputReceipt?

  private let file: InputFile
  private let limits: ReadLimits
  private let mode: Mode
  private let digesting: Digesting
  private let pool: BlockPool
  private var source: ContentSource
  /// What the last piece left over, in its block.
  private var carry: (block: ByteBlock, view: ByteView)
  private var decodedByteCount: UInt64 = 0
  private var pieceCount = 0
  private var isAtEnd = false
  private var isFinished = false
  /// A reader that failed once never goes on: the bytes after a damage prove nothing.
  private var failure: Failure?

  /// Prepares to read a file; nothing is read yet.
  public init(
    _ file: InputFile, mode: Mode = .lines, limits: ReadLimits = ReadLimits(),
    digesting: Digesting = .here, codec: GzipCodec = .preferred
  ) {
    self.file = file
    self.mode = mode
    self.limits = limits
    self.digesting = digesting
    pool = BlockPool(blockByteCount: limits.lineBlockByteCount)
    source = ContentSource(file, ratioLimit: limits.gzipRatio, digesting: digesting, codec: codec)
    let nothing = ByteBlock([])
    carry = (nothing, nothing.view)
  }

  /// The next piece, never an empty one; nil once everything was read and proved whole.
  ///
  /// - Throws: `gzip-damaged`, `gzip-bomb`, `gzip-twice`, `input-record-too-long` with the byte
  ///   the line begins at, `input-too-large`, `input-changed`, `input-unreadable`.
  public mutating func next() throws(Failure) -> Piece? {
    if let failure { throw failure }
    do throws(Failure) {
      return try advance()
    } catch {
      failure = error
      throw error
    }
  }

  /// The parts of the file that were read since this was last called; empty unless the digest is
  /// taken elsewhere.
  public mutating func takeParts() -> [StoredPart] { source.takeParts() }

  /// What was read, once ``next()`` has answered nil, with a digest taken elsewhere.
  public func receipt(with digest: Digest?) -> InputReceipt? {
    guard isFinished else { return nil }
    return InputReceipt(
      byteCount: source.byteCount, decodedByteCount: decodedByteCount,
      memberCount: source.memberCount, sha256: digest)
  }

  private mutating func advance() throws(Failure) -> Piece? {
    while !isAtEnd {
      let startByte = decodedByteCount - UInt64(carry.view.count)
      var buffer = firstBuffer()
      let cut = try fill(&buffer)
      let block = ByteBlock(buffer)
      carry = (block, block.view[cut..<block.view.count])
      if startByte == 0 { try refuseGzip(within: block.view) }
      let isMarked = startByte == 0 && block.view[0..<cut].startsWithMark
      let skipped = isMarked ? 3 : 0
      guard cut > skipped else { continue }
      pieceCount += 1
      return Piece(
        block: block, view: block.view[skipped..<cut], startByte: startByte + UInt64(skipped),
        index: pieceCount - 1)
    }
    try finish()
    return nil
  }

  /// A buffer that begins with what the last piece left over.
  private func firstBuffer() -> ByteBuffer {
    let capacity = firstCapacity
    var buffer =
      capacity == pool.blockByteCount ? ByteBuffer(from: pool) : ByteBuffer(capacity: capacity)
    buffer.append(carry.view)
    return buffer
  }

  /// No piece may be larger than a record and its end, so no line within one can be too long.
  private var firstCapacity: Int {
    switch mode {
    case .lines:
      min(max(limits.lineBlockByteCount, carry.view.count * 2), limits.recordByteCount + 1)
    case .whole(let limit):
      Int(clamping: min(file.byteCount, UInt64(limit))) + 1
    }
  }

  /// Fills a buffer and answers where its last whole line ends.
  private mutating func fill(_ buffer: inout ByteBuffer) throws(Failure) -> Int {
    var searched = 0
    while true {
      while !isAtEnd, buffer.room > 0 { try readStep(into: &buffer) }
      switch mode {
      case .whole(let limit):
        if isAtEnd, buffer.count <= limit { return buffer.count }
        try checkSize(buffer, limit: limit)
        buffer.grow(to: min(buffer.capacity * 2, limit + 1))
      case .lines:
        let end = buffer.view.lastLineEnd(from: searched)
        if end == nil { try checkLine(buffer) }
        if isAtEnd { return buffer.count }
        if let end { return end }
        searched = buffer.count
        buffer.grow(to: min(buffer.capacity * 2, limits.recordByteCount + 1))
      }
    }
  }

  private mutating func readStep(into buffer: inout ByteBuffer) throws(Failure) {
    let count = try source.read(into: &buffer)
    decodedByteCount += UInt64(count)
    isAtEnd = count == 0
  }

  private func checkLine(_ buffer: borrowing ByteBuffer) throws(Failure) {
    guard buffer.count > limits.recordByteCount else { return }
    throw Failure(
      .inputRecordTooLong, "a line is longer than \(limits.recordByteCount) bytes",
      file: file.name, byte: decodedByteCount - UInt64(buffer.count),
      help: "each record stands on a line of its own; a line end may have been lost")
  }

  private func checkSize(_ buffer: borrowing ByteBuffer, limit: Int) throws(Failure) {
    guard buffer.count > limit else { return }
    throw Failure(
      .inputTooLarge, "the content has more than \(limit) bytes and is needed in one piece",
      file: file.name, byte: UInt64(limit),
      help: "divide the export into several files, or write one record a line")
  }

  private func refuseGzip(within start: ByteView) throws(Failure) {
    guard file.isGzip, start.count >= 2, (start[0], start[1]) == GzipFormat.magic else { return }
    throw Failure(
      .gzipTwice, "the content is itself gzip: the file was compressed twice", file: file.name,
      byte: 0, help: "decompress the file once")
  }

  private mutating func finish() throws(Failure) {
    guard !isFinished else { return }
    try file.verifyWhole(readByteCount: source.byteCount)
    isFinished = true
    if digesting != .elsewhere { receipt = receipt(with: source.digest) }
  }
}
