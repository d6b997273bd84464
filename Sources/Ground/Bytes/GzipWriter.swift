import CZlib
public import Diagnostics

/// Compresses bytes on their way to a sink, as one gzip member.
///
/// The header has no time, no name and a fixed system byte, so equal contents give equal files.
/// That holds within one build of zlib; across builds only the contents are promised equal.
public struct GzipWriter<Sink: ByteSink & ~Copyable>: ~Copyable {
  private var sink: Sink
  private var deflater: Deflater

  /// Begins a member; nothing is written before there are bytes for it.
  public init(to sink: consuming Sink) {
    self.sink = sink
    deflater = Deflater()
  }

  /// Compresses the next bytes.
  ///
  /// - Throws: whatever the sink throws.
  public mutating func write(_ bytes: ByteView) throws(Failure) {
    var rest = bytes
    while rest.count > 0 {
      let part = rest[0..<min(rest.count, Deflater.outputByteCount)]
      try deflater.push(part, to: &sink)
      rest = rest[part.count..<rest.count]
    }
  }

  /// Ends the member and gives the sink back.
  ///
  /// - Throws: whatever the sink throws.
  public consuming func finish() throws(Failure) -> Sink {
    try deflater.end(to: &sink)
    return sink
  }
}

extension GzipWriter: ByteSink where Sink: ~Copyable {}

/// The bytes as a gzip file of one member.
public func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var writer = GzipWriter(to: [UInt8]())
  do throws(Failure) {
    try writer.write(bytes)
    return try writer.finish()
  } catch {
    preconditionFailure("an array refuses nothing")
  }
}

/// One gzip stream being made; its header is zlib's own, which is the fixed one wanted.
@safe struct Deflater: ~Copyable {
  /// How much compressed output is gathered before it is passed on.
  static let outputByteCount = 256 << 10

  /// On the heap because zlib's state points back at it.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableBufferPointer<UInt8>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe output = .allocate(capacity: Self.outputByteCount)
    // Level 6, the largest window, a gzip wrapper (16), the default memory level.
    let status = unsafe deflateInit2_(
      stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start")
  }

  deinit {
    _ = unsafe deflateEnd(stream)
    unsafe stream.deallocate()
    unsafe output.deallocate()
  }

  /// Compresses at most 4 GiB and passes on what is ready.
  mutating func push<Sink: ByteSink & ~Copyable>(
    _ bytes: ByteView, to sink: inout Sink
  ) throws(Failure) {
    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.start)
    unsafe stream.pointee.avail_in = uInt(bytes.count)
    while unsafe stream.pointee.avail_in > 0 { try drain(Z_NO_FLUSH, to: &sink) }
  }

  /// Ends the stream and passes on the rest.
  mutating func end<Sink: ByteSink & ~Copyable>(to sink: inout Sink) throws(Failure) {
    unsafe stream.pointee.avail_in = 0
    while try drain(Z_FINISH, to: &sink) != Z_STREAM_END {}
  }

  @discardableResult
  private func drain<Sink: ByteSink & ~Copyable>(
    _ flush: Int32, to sink: inout Sink
  ) throws(Failure) -> Int32 {
    unsafe stream.pointee.next_out = output.baseAddress
    unsafe stream.pointee.avail_out = uInt(output.count)
    let status = unsafe deflate(stream, flush)
    precondition(status == Z_OK || status == Z_STREAM_END, "zlib lost its state")
    let count = unsafe output.count - Int(stream.pointee.avail_out)
    if count > 0 {
      try unsafe sink.write(ByteView(UnsafeBufferPointer(rebasing: output[..<count])))
    }
    return status
  }
}
