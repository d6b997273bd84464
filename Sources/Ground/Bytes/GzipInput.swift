import Diagnostics

/// The compressed bytes of a gzip file, one step of them in memory at a time.
struct GzipInput: ~Copyable {
  /// The parts that were read since they were last taken, in order.
  private(set) var parts: [StoredPart] = []
  /// The CRC-32 of the bytes taken by ``next()`` since ``beginChecksum()``.
  private(set) var checksum: UInt32 = 0

  private var raw: RawReader
  private let pool: BlockPool
  /// The last bytes of the step before, then this step: a decoder may give back what it took.
  private var block: ByteBlock
  private var start = Self.margin
  private var end = Self.margin

  private static let margin = InflateStep.lookaheadByteCount
  /// No header, padding or row of empty members is longer than 64 MiB.
  private static let partLimit = (64 << 20) / RawReader.stepByteCount

  init(_ file: InputFile) {
    raw = RawReader(file)
    pool = BlockPool(blockByteCount: Self.margin + RawReader.stepByteCount)
    block = ByteBlock([UInt8](repeating: 0, count: Self.margin))
  }

  /// The name of the file, for messages.
  var name: String { raw.file.name }

  /// How many bytes were read.
  var byteCount: UInt64 { raw.byteCount }

  /// How many bytes have been taken, which is the offset of the next one.
  var position: UInt64 { raw.byteCount - UInt64(end - start) }

  /// The bytes in memory that have not been taken.
  var unread: ByteView { block.view[start..<end] }

  /// Makes sure that ``unread`` has a byte; false at the end of the file.
  mutating func refill() throws(Failure) -> Bool {
    if start < end { return true }
    guard parts.count < Self.partLimit else { throw damage("there is no content for 64 MiB") }
    var buffer = ByteBuffer(from: pool)
    buffer.append(block.view[end - Self.margin..<end])
    let startByte = raw.byteCount
    let count = try unsafe buffer.fill(atMost: RawReader.stepByteCount) { space throws(Failure) in
      try unsafe raw.read(into: space)
    }
    guard count > 0 else { return false }
    block = ByteBlock(buffer)
    start = Self.margin
    end = Self.margin + count
    parts.append(StoredPart(block, block.view[start..<end], startByte: startByte))
    return true
  }

  /// Hands the parts over to whoever digests them.
  mutating func takeParts() -> [StoredPart] {
    defer { parts.removeAll(keepingCapacity: true) }
    return parts
  }

  /// Takes bytes that were used in place, or gives a few back.
  mutating func skip(_ count: Int) { start += count }

  /// The next byte, which stays; nil at the end of the file.
  mutating func peek() throws(Failure) -> UInt8? {
    try refill() ? block.view[start] : nil
  }

  /// Takes the next byte; nil at the end of the file.
  mutating func next() throws(Failure) -> UInt8? {
    guard let byte = try peek() else { return nil }
    checksum = Zlib.checksum(block.view[start..<start + 1], after: checksum)
    start += 1
    return byte
  }

  /// Forgets the bytes summed so far.
  mutating func beginChecksum() { checksum = 0 }

  /// A refusal at the current byte of the file as it lies on the disk.
  func damage(_ reason: String) -> Failure {
    Failure(
      .gzipDamaged, reason + " (compressed byte \(position))", file: name, byte: position,
      help: "the export or its transfer was damaged; fetch the file again")
  }
}
