public import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// An input, opened once: what is read through it cannot be swapped for another file.
public final class InputFile: Sendable {
  /// The name shown to people.
  public let name: String
  /// The size in bytes when it was opened.
  public let byteCount: UInt64
  /// The time of the last change when it was opened, in nanoseconds since 1970.
  public let modifiedNanoseconds: Int64
  /// The number of the file on its device.
  public let inode: UInt64
  /// The device.
  public let device: UInt64
  /// Whether the content is gzip; decided by its first two bytes, never by its name.
  public let isGzip: Bool
  /// Whether the name ends in `.gz` although the content is plain.
  public let namedGzipButPlain: Bool

  let descriptor: Int32

  /// Opens a regular file for reading.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - name: how to call it in messages; the path when nil.
  /// - Throws: `input-missing`; `input-unreadable` for anything that is not a regular file or
  ///   cannot be opened; `gzip-damaged` for an empty file named `.gz`, which is what an exporter
  ///   leaves behind when it dies before its first byte.
  public init(path: String, name: String? = nil) throws(Failure) {
    let name = name ?? path
    let descriptor = try Self.open(path, name: name)
    do throws(Failure) {
      let status = try Self.status(of: descriptor, name: name)
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Failure(.inputUnreadable, "not a regular file", file: name)
      }
      let isNamedGzip = name.utf8.suffix(3).elementsEqual(".gz".utf8)
      if isNamedGzip, status.st_size == 0 {
        throw Failure(
          .gzipDamaged, "the file is empty; even an export of nothing has a gzip header",
          file: name, byte: 0, help: "the export was cut off before its first byte; repeat it")
      }
      isGzip = Self.startsWithMagic(descriptor)
      namedGzipButPlain = isNamedGzip && !isGzip
      byteCount = UInt64(status.st_size)
      modifiedNanoseconds = Self.nanoseconds(status.st_mtim)
      inode = UInt64(status.st_ino)
      device = UInt64(status.st_dev)
    } catch {
      _ = close(descriptor)
      throw error
    }
    self.name = name
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  /// Checks that nobody wrote to the file since it was opened.
  ///
  /// - Throws: `input-changed` when its size or the time of its last change differ.
  public func verifyUnchanged() throws(Failure) {
    let status = try Self.status(of: descriptor, name: name)
    guard UInt64(status.st_size) == byteCount,
      Self.nanoseconds(status.st_mtim) == modifiedNanoseconds
    else {
      throw Failure(
        .inputChanged, "the file was written to while it was read", file: name,
        help: "wait for the export to finish, then run again")
    }
  }

  /// Checks that exactly the file that was opened was read.
  func verifyWhole(readByteCount: UInt64) throws(Failure) {
    try verifyUnchanged()
    guard readByteCount == byteCount else {
      throw Failure(.inputChanged, "the file changed its length while it was read", file: name)
    }
  }

  /// A pipe must not make the open wait for a writer, hence `O_NONBLOCK`.
  private static func open(_ path: String, name: String) throws(Failure) -> Int32 {
    if path.utf8.contains(0) {
      throw Failure(.inputPathRefused, "a path cannot contain a NUL byte", file: name)
    }
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    let descriptor = SystemCall.retrying { unsafe Glibc.open(path, flags) }
    if descriptor >= 0 { return descriptor }
    let code: Failure.Code = errno == ENOENT ? .inputMissing : .inputUnreadable
    throw Failure(code, "cannot open the file: \(SystemCall.lastError)", file: name)
  }

  private static func status(of descriptor: Int32, name: String) throws(Failure) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw Failure(.inputUnreadable, SystemCall.lastError, file: name)
    }
    return status
  }

  private static func startsWithMagic(_ descriptor: Int32) -> Bool {
    var head: (UInt8, UInt8) = (0, 0)
    let count = SystemCall.retrying { unsafe pread(descriptor, &head, 2, 0) }
    return count == 2 && head == GzipFormat.magic
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
