public import Diagnostics

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
  public var pieceByteCount = 8 << 20
  /// The longest line allowed, in bytes without its end.
  public var recordByteCount = 16 << 20
  /// How many times larger than its file a gzip content may be, once it is over 10 MiB.
  public var gzipRatio = 200

  /// The usual limits: 8 MiB pieces, 16 MiB records, 200 to 1.
  public init() {}
}

/// Reads an input from its first byte to its last and hands out its content in ``Piece``s.
///
/// Every piece but the last ends just after a newline. A UTF-8 byte order mark at the start of the
/// content is left out. Memory is one piece and the longest line, whatever the size of the file.
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

  /// What was read; nil until ``next()`` has answered nil.
  public private(set) var receipt: InputReceipt?

  private let file: InputFile
  private let limits: ReadLimits
  private let mode: Mode
  private var source: ContentSource
  private var carry = ByteBuffer(capacity: 0)
  private var decodedByteCount: UInt64 = 0
  private var pieceCount = 0
  private var isAtEnd = false
  /// A reader that failed once never goes on: the bytes after a damage prove nothing.
  private var failure: Failure?

  /// Prepares to read a file; nothing is read yet.
  public init(_ file: InputFile, mode: Mode = .lines, limits: ReadLimits = ReadLimits()) {
    self.file = file
    self.mode = mode
    self.limits = limits
    source = ContentSource(file, ratioLimit: limits.gzipRatio)
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

  private mutating func advance() throws(Failure) -> Piece? {
    while !isAtEnd {
      let startByte = decodedByteCount - UInt64(carry.count)
      var buffer = takeCarry()
      let cut = try fill(&buffer)
      carry = ByteBuffer(capacity: buffer.count - cut)
      carry.append(buffer.view[cut..<buffer.count])
      if startByte == 0 { try refuseGzip(within: buffer.view) }
      let skipped = startByte == 0 && Self.startsWithMark(buffer.view[0..<cut]) ? 3 : 0
      guard cut > skipped else { continue }
      let block = ByteBlock(buffer)
      pieceCount += 1
      return Piece(
        block: block, view: block.view[skipped..<cut], startByte: startByte + UInt64(skipped),
        index: pieceCount - 1)
    }
    try finish()
    return nil
  }

  /// A new buffer that begins with what the last piece left over.
  private mutating func takeCarry() -> ByteBuffer {
    var buffer = ByteBuffer(capacity: firstCapacity)
    buffer.append(carry.view)
    return buffer
  }

  /// No piece may be larger than a record and its end, so no line within one can be too long.
  private var firstCapacity: Int {
    switch mode {
    case .lines:
      min(max(limits.pieceByteCount, carry.count * 2, 1), limits.recordByteCount + 1)
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
        let end = Self.lastLineEnd(in: buffer.view, from: searched)
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
    guard receipt == nil else { return }
    try file.verifyUnchanged()
    let raw = source.raw
    guard raw.byteCount == file.byteCount else {
      throw Failure(.inputChanged, "the file changed its length while it was read", file: file.name)
    }
    receipt = InputReceipt(
      byteCount: raw.byteCount, decodedByteCount: decodedByteCount,
      memberCount: source.memberCount, sha256: raw.sha256)
  }

  private static func startsWithMark(_ bytes: ByteView) -> Bool {
    bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
  }

  private static func lastLineEnd(in bytes: ByteView, from start: Int) -> Int? {
    var end = bytes.count
    while end > start {
      if bytes[end - 1] == 0x0A { return end }
      end -= 1
    }
    return nil
  }
}

/// The content of a file, decompressed if it is gzip.
private struct ContentSource: ~Copyable {
  private var plain: RawReader
  private var gzip: GzipReader?

  init(_ file: InputFile, ratioLimit: Int) {
    plain = RawReader(file)
    gzip = file.isGzip ? GzipReader(file, ratioLimit: ratioLimit) : nil
  }

  /// The bytes as they lie on the disk, which is where size and digest are known.
  var raw: RawReader {
    switch gzip {
    case .some(let gzip): gzip.raw
    case .none: plain
    }
  }

  var memberCount: Int {
    switch gzip {
    case .some(let gzip): gzip.memberCount
    case .none: 0
    }
  }

  /// Appends the next bytes; zero means the end.
  mutating func read(into buffer: inout ByteBuffer) throws(Failure) -> Int {
    try unsafe buffer.fill(atMost: RawReader.stepByteCount) { space throws(Failure) in
      if let count = try unsafe gzip?.read(into: space) { return count }
      return try unsafe plain.read(into: space)
    }
  }
}
