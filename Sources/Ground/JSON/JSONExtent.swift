public import Bytes

#if canImport(Glibc)
import Glibc
#endif

/// Where values end in a larger text, without checking them: brackets balanced outside strings.
///
/// For cutting a long document into pieces that are then read one by one, and for stepping over
/// a broken piece. Nothing found here is known to be valid.
public enum JSONExtent {
  /// The offset of the first byte at or after `start` that is no blank; the length if none is.
  @inlinable
  public static func skipBlanks(of bytes: ByteView, from start: Int) -> Int {
    var at = start
    while at < bytes.count {
      let byte = bytes[at]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return at }
      at += 1
    }
    return at
  }

  /// The offset of the first line feed at or after `start`; the length if there is none.
  public static func endOfLine(of bytes: ByteView, from start: Int) -> Int {
    guard start < bytes.count else { return bytes.count }
    guard let found = unsafe memchr(bytes.start + start, 0x0A, bytes.count - start) else {
      return bytes.count
    }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(bytes.start)
  }

  /// The offset after the value that starts at an offset; nil if the text ends inside it.
  ///
  /// A number or a word ends before a blank, a comma, a colon, a bracket or a quote, and at the
  /// end of the text. At a byte that starts no value the result is the offset itself.
  public static func end(of bytes: ByteView, from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return endOfContainer(of: bytes, from: start)
    case UInt8(ascii: "\""): return endOfString(of: bytes, from: start)
    default: return endOfScalar(of: bytes, from: start)
    }
  }

  /// The offset after the closing quote of the string that starts at an offset.
  public static func endOfString(of bytes: ByteView, from start: Int) -> Int? {
    var at = start + 1
    while true {
      at = nextQuoteOrBackslash(of: bytes, from: at)
      guard at < bytes.count else { return nil }
      if bytes[at] == UInt8(ascii: "\"") { return at + 1 }
      at += 2
    }
  }

  private static func endOfContainer(of bytes: ByteView, from start: Int) -> Int? {
    var depth = 0
    var at = start
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        guard let end = endOfString(of: bytes, from: at) else { return nil }
        at = end
        continue
      }
      at += 1
      // Braces and brackets differ in one bit.
      if byte | 0x20 == UInt8(ascii: "{") {
        depth += 1
      } else if byte | 0x20 == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return at }
      }
    }
    return nil
  }

  private static func endOfScalar(of bytes: ByteView, from start: Int) -> Int {
    var at = start
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""):
        return at
      default: at += 1
      }
    }
    return at
  }

  /// Eight bytes at a time, as the scanner of strings does.
  @inline(__always)
  private static func nextQuoteOrBackslash(of bytes: ByteView, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    var at = start
    while at &+ 8 <= bytes.count {
      let word = unsafe JSONWords.load(bytes.start + at)
      let quotes = word ^ (ones &* 0x22)
      let backslashes = word ^ (ones &* 0x5C)
      let hits =
        (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)) & tops
      if hits != 0 { return at &+ hits.trailingZeroBitCount &>> 3 }
      at &+= 8
    }
    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") {
      at &+= 1
    }
    return at
  }
}
