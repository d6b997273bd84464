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

  /// Takes the first line away from the bytes, and its end, which the last one may lack.
  ///
  /// - Returns: the line without its end; `nil` when no bytes are left.
  public mutating func takeLine() -> ByteView? {
    guard count > 0 else { return nil }
    let end = lineEnd(from: 0)
    defer { self = self[(end ?? count)..<count] }
    return self[0..<(end.map { $0 - 1 } ?? count)]
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
