import CZlib
import Diagnostics

/// The compressed bytes of a gzip file, one step of them in memory at a time.
@safe struct GzipInput: ~Copyable {
  private(set) var raw: RawReader
  private let step = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: RawReader.stepByteCount)
  private var start = 0
  private var end = 0
  /// The CRC-32 of the bytes taken by ``next()`` since ``beginChecksum()``.
  private(set) var checksum: UInt = 0

  init(_ file: InputFile) { raw = RawReader(file) }

  deinit { unsafe step.deallocate() }

  /// The name of the file, for messages.
  var name: String { raw.file.name }

  /// How many bytes have been taken, which is the offset of the next one.
  var position: UInt64 { raw.byteCount - UInt64(end - start) }

  /// The bytes in memory that have not been taken.
  var unread: ByteView { unsafe ByteView(UnsafeBufferPointer(rebasing: step[start..<end])) }

  /// Makes sure that ``unread`` has a byte; false at the end of the file.
  mutating func refill() throws(Failure) -> Bool {
    if start < end { return true }
    start = 0
    end = 0
    end = try unsafe raw.read(into: step)
    return end > 0
  }

  /// Takes bytes that were used in place.
  mutating func skip(_ count: Int) { start += count }

  /// The next byte, which stays; nil at the end of the file.
  mutating func peek() throws(Failure) -> UInt8? {
    try refill() ? unsafe step[start] : nil
  }

  /// Takes the next byte; nil at the end of the file.
  mutating func next() throws(Failure) -> UInt8? {
    guard var byte = try peek() else { return nil }
    start += 1
    checksum = unsafe crc32(checksum, &byte, 1)
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
