public import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// What was written to an output, given out only when all of it is on the disk.
public struct OutputReceipt: Hashable, Sendable {
  /// The size of the file in bytes.
  public let byteCount: UInt64
  /// The SHA-256 digest of the file.
  public let sha256: Digest
}

/// A new file that only its owner may read, and that counts only once it is finished.
public struct OutputFile: ByteSink, ~Copyable {
  private static let bufferByteCount = 256 << 10

  private var descriptor: OwnedDescriptor
  private var buffer: [UInt8] = []
  private var digest = RunningDigest()
  private var byteCount: UInt64 = 0
  private let pending: PendingFiles
  /// After one failed write nothing that follows can make the file whole again.
  private var failure: Failure?

  init(_ descriptor: consuming OwnedDescriptor, pending: PendingFiles) {
    self.descriptor = descriptor
    self.pending = pending
    buffer.reserveCapacity(Self.bufferByteCount)
    pending.count += 1
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `output-unwritable`, also for bytes of earlier calls.
  public mutating func write(_ bytes: ByteView) throws(Failure) {
    if buffer.count + bytes.count > Self.bufferByteCount { try flush() }
    if bytes.count >= Self.bufferByteCount {
      try put(bytes)
    } else {
      buffer.write(bytes)
    }
  }

  /// Brings everything to the disk and closes the file.
  ///
  /// - Throws: `output-unwritable`.
  public consuming func finish() throws(Failure) -> OutputReceipt {
    try flush()
    try descriptor.sync()
    try descriptor.close()
    pending.count -= 1
    return OutputReceipt(byteCount: byteCount, sha256: digest.finish())
  }

  private mutating func flush() throws(Failure) {
    let full = buffer
    try unsafe full.withUnsafeBufferPointer { bytes throws(Failure) in
      try unsafe put(ByteView(bytes))
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func put(_ bytes: ByteView) throws(Failure) {
    if let failure { throw failure }
    do throws(Failure) {
      try descriptor.write(bytes)
    } catch {
      failure = error
      throw error
    }
    digest.update(bytes)
    byteCount += UInt64(bytes.count)
  }
}

/// How many files of a run are not finished; a run with one of them must not be published.
final class PendingFiles {
  var count = 0
}

/// A descriptor somebody else opened, such as standard output, written to with every error seen.
///
/// A plain print to a full disk succeeds; this does not.
public struct DescriptorWriter: ByteSink {
  private let descriptor: Int32
  private let name: String

  /// Writes to an open descriptor, which stays open.
  public init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Writes all bytes at once, without a buffer.
  ///
  /// - Throws: `output-unwritable`.
  public func write(_ bytes: ByteView) throws(Failure) {
    try Self.write(bytes, to: descriptor, name: name)
  }

  /// Writes all bytes, however many calls that takes.
  static func write(_ bytes: ByteView, to descriptor: Int32, name: String) throws(Failure) {
    var rest = bytes
    while rest.count > 0 {
      let count = SystemCall.retrying {
        unsafe Glibc.write(descriptor, rest.start, rest.count)
      }
      guard count > 0 else { throw Failure.unwritable("cannot write", name) }
      rest = rest[count..<rest.count]
    }
  }
}

/// A descriptor that is closed exactly once.
struct OwnedDescriptor: ~Copyable {
  private(set) var number: Int32
  let name: String

  init(number: Int32, name: String) {
    self.number = number
    self.name = name
  }

  deinit { if number >= 0 { _ = Glibc.close(number) } }

  /// Gives the number away; whoever takes it closes it.
  mutating func release() -> Int32 {
    let given = number
    number = -1
    return given
  }

  func write(_ bytes: ByteView) throws(Failure) {
    try DescriptorWriter.write(bytes, to: number, name: name)
  }

  func sync() throws(Failure) {
    guard SystemCall.retrying({ fsync(number) }) == 0 else {
      throw Failure.unwritable("cannot flush", name)
    }
  }

  /// The last chance to learn that bytes were lost; an interrupted close has closed on Linux.
  mutating func close() throws(Failure) {
    let closing = release()
    guard Glibc.close(closing) == 0 || errno == EINTR else {
      throw Failure.unwritable("cannot close", name)
    }
  }
}

extension Failure {
  /// The failure of the last call on an output.
  static func unwritable(_ what: String, _ name: String) -> Failure {
    Failure(
      .outputUnwritable, "\(what): \(SystemCall.lastError)", file: name,
      help: "check the free space and the permissions of the output folder; nothing was published")
  }
}
