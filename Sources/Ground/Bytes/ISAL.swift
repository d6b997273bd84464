import CISAL

#if canImport(Glibc)
import Glibc
#endif

/// Intel's ISA-L as it was found on this machine, by the names of its functions.
@safe struct ISAL: Sendable {
  /// The library; nil where it is not installed or `TRUEUP_ISAL` is `0`.
  static let loaded: ISAL? = ISAL()

  typealias Inflate = @convention(c) (UnsafeMutablePointer<inflate_state>) -> Int32
  typealias InflateStart = @convention(c) (UnsafeMutablePointer<inflate_state>) -> Void
  typealias Deflate = @convention(c) (UnsafeMutablePointer<isal_zstream>) -> Int32
  typealias DeflateStart = @convention(c) (UnsafeMutablePointer<isal_zstream>) -> Void
  typealias Checksum = @convention(c) (UInt32, UnsafePointer<UInt8>, UInt64) -> UInt32

  let inflate: Inflate
  let inflateStart: InflateStart
  let inflateAgain: InflateStart
  private let deflate: Deflate
  private let deflateStart: DeflateStart
  private let sum: Checksum

  /// Level 2: on records it is as fast as level 1 and smaller; level 3 takes three times as long.
  private static let level: UInt32 = 2

  /// The library stays loaded for as long as the process lives.
  private init?() {
    if let choice = unsafe getenv("TRUEUP_ISAL"), unsafe strcmp(choice, "0") == 0 { return nil }
    guard let library = unsafe dlopen("libisal.so.2", RTLD_NOW | RTLD_LOCAL),
      let inflate = unsafe dlsym(library, "isal_inflate"),
      let inflateStart = unsafe dlsym(library, "isal_inflate_init"),
      let inflateAgain = unsafe dlsym(library, "isal_inflate_reset"),
      let deflate = unsafe dlsym(library, "isal_deflate"),
      let deflateStart = unsafe dlsym(library, "isal_deflate_init"),
      let sum = unsafe dlsym(library, "crc32_gzip_refl")
    else { return nil }
    unsafe self.inflate = unsafeBitCast(inflate, to: Inflate.self)
    unsafe self.inflateStart = unsafeBitCast(inflateStart, to: InflateStart.self)
    unsafe self.inflateAgain = unsafeBitCast(inflateAgain, to: InflateStart.self)
    unsafe self.deflate = unsafeBitCast(deflate, to: Deflate.self)
    unsafe self.deflateStart = unsafeBitCast(deflateStart, to: DeflateStart.self)
    unsafe self.sum = unsafeBitCast(sum, to: Checksum.self)
  }

  /// The CRC-32 of some bytes that follow others.
  func checksum(_ bytes: ByteView, after running: UInt32) -> UInt32 {
    unsafe sum(running, bytes.start, UInt64(bytes.count))
  }

  /// Compresses a content of less than 1 GiB into whole blocks that end on a byte.
  func deflated(_ content: ByteView) -> [UInt8] {
    let stream = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
    let working = UnsafeMutableBufferPointer<UInt8>.allocate(
      capacity: cisal_level_2_byte_count)
    defer {
      unsafe stream.deallocate()
      unsafe working.deallocate()
    }
    unsafe deflateStart(stream)
    unsafe stream.pointee.level = Self.level
    unsafe stream.pointee.level_buf = working.baseAddress
    unsafe stream.pointee.level_buf_size = UInt32(working.count)
    unsafe stream.pointee.flush = UInt16(SYNC_FLUSH)
    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: content.start)
    unsafe stream.pointee.avail_in = UInt32(content.count)
    return unsafe DeflateOutput.collect(boundFor: content.count) { space in
      unsafe stream.pointee.next_out = space.baseAddress
      unsafe stream.pointee.avail_out = UInt32(space.count)
      let status = unsafe deflate(stream)
      precondition(status == 0, "ISA-L lost its state")
      return unsafe space.count - Int(stream.pointee.avail_out)
    }
  }
}

/// One stream being decoded by ISA-L.
@safe final class ISALDecoder: DeflateDecoder {
  private let library: ISAL
  /// On the heap because it is far too large for anything else.
  private let state: UnsafeMutablePointer<inflate_state>

  init(_ library: ISAL) {
    self.library = library
    unsafe state = .allocate(capacity: 1)
    unsafe library.inflateStart(state)
    reset()
  }

  deinit { unsafe state.deallocate() }

  var isDone: Bool { unsafe state.pointee.block_state == ISAL_BLOCK_FINISH }

  func reset() {
    unsafe library.inflateAgain(state)
    unsafe state.pointee.crc_flag = UInt32(ISAL_DEFLATE)
  }

  func step(from input: ByteView, into space: UnsafeMutableBufferPointer<UInt8>) -> InflateStep {
    unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: input.start)
    unsafe state.pointee.avail_in = UInt32(input.count)
    unsafe state.pointee.next_out = space.baseAddress
    unsafe state.pointee.avail_out = UInt32(space.count)
    let status = unsafe library.inflate(state)
    var consumed = unsafe input.count - Int(state.pointee.avail_in)
    // What it holds as bits after the end belongs to the trailer.
    if isDone { unsafe consumed -= Int(state.pointee.read_in_length) / 8 }
    return InflateStep(
      consumed: consumed, produced: unsafe space.count - Int(state.pointee.avail_out),
      damage: Self.damage(of: status))
  }

  func checksum(_ bytes: ByteView, after running: UInt32) -> UInt32 {
    library.checksum(bytes, after: running)
  }

  /// Positive statuses ask for more input or space.
  private static func damage(of status: Int32) -> String? {
    switch status {
    case 0...: nil
    case ISAL_INVALID_BLOCK: "invalid block"
    case ISAL_INVALID_SYMBOL: "invalid symbol"
    case ISAL_INVALID_LOOKBACK: "invalid distance"
    default: "ISA-L status \(status)"
    }
  }
}
