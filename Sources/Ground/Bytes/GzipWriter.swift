public import Diagnostics

/// Compresses bytes on their way to a sink, as one gzip member.
///
/// The content is divided into blocks of a fixed size that are compressed independently, so that
/// the output is the same whether one thread makes them or many. The header has no time, no name
/// and a fixed system byte: equal contents give equal files. That holds within one build of one
/// ``GzipCodec``; across them only the contents are promised equal.
public struct GzipWriter<Sink: ByteSink & ~Copyable>: ~Copyable {
  private var sink: Sink
  private let codec: GzipCodec
  private let batchByteCount: Int
  private let map: GzipBlock.Map
  private var batch: [UInt8] = []
  private var checksum: UInt32 = 0
  private var byteCount: UInt32 = 0
  private var isBegun = false

  /// Begins a member; nothing is written before there are bytes for it.
  ///
  /// - Parameters:
  ///   - sink: where the compressed bytes go.
  ///   - codec: the library that compresses.
  ///   - blockCount: how many blocks are gathered before `map` is called; one or more.
  ///   - map: makes the blocks, on as many threads as it likes.
  public init(
    to sink: consuming Sink, codec: GzipCodec = .preferred, gathering blockCount: Int = 1,
    map: @escaping GzipBlock.Map = GzipBlock.oneByOne
  ) {
    self.sink = sink
    self.codec = codec
    self.map = map
    batchByteCount = max(1, blockCount) * GzipBlock.contentByteCount
  }

  /// Compresses the next bytes.
  ///
  /// - Throws: whatever the sink throws.
  public mutating func write(_ bytes: ByteView) throws(Failure) {
    var rest = bytes
    while rest.count > 0 {
      let part = rest[0..<min(rest.count, batchByteCount - batch.count)]
      batch.write(part)
      rest = rest[part.count..<rest.count]
      if batch.count == batchByteCount { try flush() }
    }
  }

  /// Ends the member and gives the sink back.
  ///
  /// - Throws: whatever the sink throws.
  public consuming func finish() throws(Failure) -> Sink {
    try flush()
    try begin()
    try sink.write(GzipFormat.lastBlock)
    try sink.write(GzipFormat.bytes(of: checksum) + GzipFormat.bytes(of: byteCount))
    return sink
  }

  private mutating func begin() throws(Failure) {
    guard !isBegun else { return }
    isBegun = true
    try sink.write(GzipFormat.header)
  }

  private mutating func flush() throws(Failure) {
    guard !batch.isEmpty else { return }
    try begin()
    let content = batch
    batch = []
    for block in GzipBlock.blocks(of: content, codec: codec, map: map) {
      try sink.write(block.deflated)
      checksum = Zlib.joined(checksum, block.checksum, byteCount: block.byteCount)
      byteCount &+= UInt32(truncatingIfNeeded: block.byteCount)
    }
  }
}

extension GzipWriter: ByteSink where Sink: ~Copyable {}

/// The bytes as a gzip file of one member, exactly as a ``GzipWriter`` makes it.
public func gzipped(
  _ bytes: [UInt8], codec: GzipCodec = .preferred,
  map: @escaping GzipBlock.Map = GzipBlock.oneByOne
) -> [UInt8] {
  let blockCount = GzipBlock.count(for: bytes.count)
  var writer = GzipWriter(to: [UInt8](), codec: codec, gathering: blockCount, map: map)
  do throws(Failure) {
    try writer.write(bytes)
    return try writer.finish()
  } catch {
    preconditionFailure("an array refuses nothing")
  }
}

/// A part of a gzip member that was compressed without knowing the others.
public struct GzipBlock: Sendable {
  /// Calls a function for every index below a count and answers the results in order.
  public typealias Map = (Int, @escaping @Sendable (Int) -> GzipBlock) -> [GzipBlock]

  /// The content of every block but the last of a member.
  ///
  /// Large enough that matches lost at its start do not show in the size.
  static let contentByteCount = 512 << 10

  let deflated: [UInt8]
  let checksum: UInt32
  let byteCount: Int

  init(_ content: ByteView, codec: GzipCodec) {
    deflated = codec.deflated(content)
    checksum = codec.checksum(content)
    byteCount = content.count
  }

  /// Makes the blocks on the thread that asks for them.
  public static func oneByOne(
    _ count: Int, _ body: @escaping @Sendable (Int) -> GzipBlock
  ) -> [GzipBlock] {
    (0..<count).map(body)
  }

  static func count(for byteCount: Int) -> Int {
    (byteCount + contentByteCount - 1) / contentByteCount
  }

  static func blocks(of content: [UInt8], codec: GzipCodec, map: Map) -> [GzipBlock] {
    map(count(for: content.count)) { index in
      unsafe content.withUnsafeBufferPointer { buffer in
        let start = index * contentByteCount
        let end = min(buffer.count, start + contentByteCount)
        return unsafe GzipBlock(ByteView(buffer)[start..<end], codec: codec)
      }
    }
  }
}
