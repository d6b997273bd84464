#if canImport(Glibc)
import Glibc
#endif

extension ByteView {
  /// The offset just after the first line feed at or after an offset; nil when there is none.
  func lineEnd(from start: Int) -> Int? {
    guard start < count,
      let found = unsafe memchr(self.start + start, 0x0A, count - start)
    else { return nil }
    return unsafe UnsafeRawPointer(self.start).distance(to: UnsafeRawPointer(found)) + 1
  }

  /// The offset just after the last line feed at or after an offset; nil when there is none.
  func lastLineEnd(from start: Int) -> Int? {
    var end = count
    while end > start {
      if self[end - 1] == 0x0A { return end }
      end -= 1
    }
    return nil
  }

  /// Whether the bytes begin with the three that some programs put before UTF-8.
  var startsWithMark: Bool {
    count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF
  }
}
