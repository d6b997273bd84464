import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// The bytes of a file as they lie on the disk, digested as they pass.
struct RawReader {
  /// Small enough that the digest and the next stage find the bytes still in the cache.
  static let stepByteCount = 256 << 10

  let file: InputFile
  private(set) var byteCount: UInt64 = 0
  private var digest = RunningDigest()

  init(_ file: InputFile) { self.file = file }

  /// The SHA-256 digest of everything read so far.
  var sha256: Digest { digest.finish() }

  /// The digest of a whole file.
  static func digest(of file: InputFile) throws(Failure) -> Digest {
    var reader = RawReader(file)
    let space = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: stepByteCount)
    defer { unsafe space.deallocate() }
    while try unsafe reader.read(into: space) > 0 {}
    return reader.sha256
  }

  /// Reads the next bytes, at most one step of them; zero means the end.
  mutating func read(
    into space: UnsafeMutableBufferPointer<UInt8>
  ) throws(Failure) -> Int {
    let wanted = min(space.count, Self.stepByteCount)
    let count = SystemCall.retrying {
      unsafe pread(file.descriptor, space.baseAddress, wanted, off_t(byteCount))
    }
    guard count >= 0 else {
      throw Failure(
        .inputUnreadable, "cannot read on: \(SystemCall.lastError)", file: file.name,
        byte: byteCount)
    }
    unsafe digest.update(ByteView(UnsafeBufferPointer(rebasing: space[..<count])))
    byteCount += UInt64(count)
    return count
  }
}
