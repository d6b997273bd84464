public import Diagnostics
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// A file without a name for what does not fit in memory: it is gone when its owner is, however
/// the process ends.
public final class ScratchFile: Sendable {
  /// A stretch of the file.
  public struct Extent: Hashable, Sendable {
    /// The first byte.
    public var startByte: Int
    /// The number of bytes.
    public var byteCount: Int
    /// Creates an extent.
    public init(startByte: Int, byteCount: Int) {
      self.startByte = startByte
      self.byteCount = byteCount
    }
  }

  private let descriptor: Int32
  private let folder: String
  private let end = Atomic(0)

  /// Creates an empty file on the disk that holds a folder.
  ///
  /// - Throws: `output-unwritable`.
  public init(folder: String) throws(Failure) {
    self.folder = folder
    descriptor = Self.unlinked(in: folder)
    guard descriptor >= 0 else { throw Failure.unwritable("cannot make room on disk", folder) }
  }

  deinit { _ = close(descriptor) }

  /// A path that leads to the file while it is there, for libraries that know nothing but paths.
  public var path: String { "/proc/self/fd/\(descriptor)" }

  /// Everything in the file, whoever wrote it.
  ///
  /// - Throws: `output-unwritable`: what was written is not there any more.
  public func content() throws(Failure) -> [UInt8] {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0 else { throw Failure.unwritable("cannot read back from the disk", folder) }
    return try read(Extent(startByte: 0, byteCount: Int(size)))
  }

  /// A file whose name is taken away at once; a negative number when there can be none.
  private static func unlinked(in folder: String) -> Int32 {
    var path = Array((folder + "/.scratch-XXXXXX").utf8CString)
    return unsafe path.withUnsafeMutableBufferPointer { name in
      guard let start = name.baseAddress else { return -1 }
      let number = unsafe mkstemp(start)
      guard number >= 0 else { return number }
      _ = unsafe unlink(start)
      _ = fcntl(number, F_SETFD, FD_CLOEXEC)
      return number
    }
  }

  /// Adds bytes at the end; any thread may.
  ///
  /// - Throws: `output-unwritable`.
  public func append(_ bytes: [UInt8]) throws(Failure) -> Extent {
    let start = end.wrappingAdd(bytes.count, ordering: .relaxed).oldValue
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        SystemCall.retrying {
          unsafe pwrite(
            descriptor, buffer.baseAddress.map { unsafe $0 + done }, bytes.count - done,
            start + done)
        }
      }
      guard written > 0 else { throw Failure.unwritable("cannot write to the disk", folder) }
      done += written
    }
    return Extent(startByte: start, byteCount: bytes.count)
  }

  /// Reads a stretch back.
  ///
  /// - Throws: `output-unwritable`: what was written is not there any more.
  public func read(_ extent: Extent) throws(Failure) -> [UInt8] {
    var isWhole = true
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: extent.byteCount) { buffer, count in
      while count < extent.byteCount {
        let size = SystemCall.retrying {
          unsafe pread(
            descriptor, buffer.baseAddress.map { unsafe $0 + count }, extent.byteCount - count,
            extent.startByte + count)
        }
        guard size > 0 else {
          isWhole = false
          return
        }
        count += size
      }
    }
    guard isWhole else { throw Failure.unwritable("cannot read back from the disk", folder) }
    return bytes
  }
}
