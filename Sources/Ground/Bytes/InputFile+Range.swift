public import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

extension InputFile {
  /// Reads a stretch of the file as it lies on the disk, once more.
  ///
  /// - Parameters:
  ///   - startByte: where the stretch begins.
  ///   - byteCount: its length; the stretch may end earlier, at the end of the file.
  /// - Returns: the bytes, digested by nobody: see ``verifyUnchanged()``.
  /// - Throws: `input-unreadable`.
  public func block(at startByte: UInt64, byteCount: Int) throws(Failure) -> ByteBlock {
    let rest = self.byteCount > startByte ? self.byteCount - startByte : 0
    var buffer = ByteBuffer(capacity: min(byteCount, Int(clamping: rest)))
    var count = -1
    while buffer.room > 0, count != 0 {
      let offset = off_t(startByte) + off_t(buffer.count)
      count = try unsafe buffer.fill(atMost: buffer.room) { space throws(Failure) in
        try unsafe read(into: space, from: offset)
      }
    }
    return ByteBlock(buffer)
  }

  private func read(
    into space: UnsafeMutableBufferPointer<UInt8>, from offset: off_t
  ) throws(Failure) -> Int {
    let count = SystemCall.retrying {
      unsafe pread(descriptor, space.baseAddress, space.count, offset)
    }
    if count >= 0 { return count }
    throw Failure(
      .inputUnreadable, "cannot read again: \(SystemCall.lastError)", file: name,
      byte: UInt64(offset))
  }
}
