/// One deflate stream being decoded, with the checksum and length of what came out.
struct Inflater: ~Copyable {
  private let decoder: any DeflateDecoder
  /// The CRC-32 of the bytes decoded.
  private(set) var checksum: UInt32 = 0
  /// The number of bytes decoded, modulo 2^32 as the trailer of a member has it.
  private(set) var byteCount: UInt32 = 0

  /// How many bytes are decoded before they are summed: few enough to be in the cache still.
  private static let stepByteCount = 256 << 10

  init(_ codec: GzipCodec) { decoder = codec.decoder() }

  /// Whether the last block has ended.
  var isDone: Bool { decoder.isDone }

  /// Begins a new stream.
  mutating func reset() {
    decoder.reset()
    checksum = 0
    byteCount = 0
  }

  /// Decodes until the input is used up, a step's worth is there, or the stream ends.
  mutating func step(
    from input: ByteView, into space: UnsafeMutableBufferPointer<UInt8>
  ) -> InflateStep {
    let room = unsafe UnsafeMutableBufferPointer(
      rebasing: space[..<min(space.count, Self.stepByteCount)])
    let step = unsafe decoder.step(from: input, into: room)
    let produced = unsafe ByteView(UnsafeBufferPointer(rebasing: room[..<step.produced]))
    checksum = decoder.checksum(produced, after: checksum)
    byteCount &+= UInt32(truncatingIfNeeded: step.produced)
    return step
  }
}
