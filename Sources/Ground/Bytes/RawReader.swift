import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// The bytes of a file as they lie on the disk, in order.
struct RawReader {
  /// Small enough that whoever comes next finds the bytes still in the cache.
  static let stepByteCount = 256 << 10

  let file: InputFile
  private(set) var byteCount: UInt64 = 0

  init(_ file: InputFile) { self.file = file }

  /// The digest of a whole file.
  static func digest(of file: InputFile) throws(Failure) -> Digest {
    var reader = RawReader(file)
    var running = RunningDigest()
    let space = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: stepByteCount)
    defer { unsafe space.deallocate() }
    while true {
      let count = try unsafe reader.read(into: space)
      if count == 0 { return running.finish() }
      unsafe running.update(ByteView(UnsafeBufferPointer(rebasing: space[..<count])))
    }
  }

  /// Reads the next bytes, at most one step of them; zero means the end.
  mutating func read(into space: UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Int {
    let step = unsafe UnsafeMutableBufferPointer(
      rebasing: space[..<min(space.count, Self.stepByteCount)])
    let count = try unsafe file.read(at: byteCount, into: step)
    byteCount += UInt64(count)
    return count
  }
}

extension InputFile {
  /// Reads bytes at an offset, from any thread; zero means the end.
  func read(
    at startByte: UInt64, into space: UnsafeMutableBufferPointer<UInt8>
  ) throws(Failure) -> Int {
    let count = SystemCall.retrying {
      unsafe pread(descriptor, space.baseAddress, space.count, off_t(startByte))
    }
    if count >= 0 { return count }
    throw Failure(
      .inputUnreadable, "cannot read on: \(SystemCall.lastError)", file: name, byte: startByte)
  }
}
