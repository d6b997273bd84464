import CZlib

/// One deflate stream being decoded, with the checksum and length of what came out.
@safe struct Inflater: ~Copyable {
  /// What one call took and gave.
  struct Step {
    var consumed: Int
    var produced: Int
    /// The decoder's words when the data is broken.
    var damage: String?
  }

  /// On the heap because zlib's state points back at it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var running: UInt = 0
  /// The number of bytes decoded, modulo 2^32 as the trailer of a member has it.
  private(set) var byteCount: UInt32 = 0
  /// Whether the last block has ended.
  private(set) var isDone = false

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe inflateInit2_(
      stream, GzipFormat.rawWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start")
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// The CRC-32 of the bytes decoded.
  var checksum: UInt32 { UInt32(truncatingIfNeeded: running) }

  /// Begins a new stream.
  mutating func reset() {
    _ = unsafe inflateReset(stream)
    running = 0
    byteCount = 0
    isDone = false
  }

  /// Decodes until the input is used up, the space is full, or the stream ends.
  mutating func step(
    from input: ByteView, into space: UnsafeMutableBufferPointer<UInt8>
  ) -> Step {
    let room = min(space.count, RawReader.stepByteCount)
    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.start)
    unsafe stream.pointee.avail_in = uInt(input.count)
    unsafe stream.pointee.next_out = space.baseAddress
    unsafe stream.pointee.avail_out = uInt(room)
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    let consumed = unsafe input.count - Int(stream.pointee.avail_in)
    let produced = unsafe room - Int(stream.pointee.avail_out)
    unsafe running = crc32(running, space.baseAddress, uInt(produced))
    byteCount &+= UInt32(truncatingIfNeeded: produced)
    isDone = status == Z_STREAM_END
    return Step(consumed: consumed, produced: produced, damage: damage(of: status))
  }

  /// A full space or an empty input is no damage: zlib says `Z_BUF_ERROR` and can go on.
  private func damage(of status: Int32) -> String? {
    if [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(status) { return nil }
    guard let message = unsafe stream.pointee.msg else { return "zlib status \(status)" }
    return unsafe String(cString: message)
  }
}
