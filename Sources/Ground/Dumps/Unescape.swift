import Bytes

#if canImport(Glibc)
import Glibc
#endif

extension ByteView {
  /// Whether a byte occurs.
  func contains(_ byte: UInt8) -> Bool {
    unsafe count > 0 && memchr(start, Int32(byte), count) != nil
  }

  /// The offset of the first such byte at or after another offset; ``count`` when there is none.
  func offset(of byte: UInt8, from lower: Int) -> Int {
    guard lower < count, let hit = unsafe memchr(start + lower, Int32(byte), count - lower) else {
      return count
    }
    return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(start)
  }
}

/// The decoders of the escapes that dumps use, each on the bytes between the quotes.
enum Unescape {
  /// Two quotes are one.
  static func doubled(_ inner: ByteView, quote: UInt8, into out: inout [UInt8]) {
    var from = 0
    while from < inner.count {
      let at = inner.offset(of: quote, from: from)
      let end = min(at + 1, inner.count)
      unsafe out.append(contentsOf: inner[from..<end].buffer)
      from = at + 2
    }
  }

  /// A backslash before a quote or a backslash goes away; any other is data.
  static func copyCSV(_ inner: ByteView, quote: UInt8, into out: inout [UInt8]) {
    var at = 0
    while at < inner.count {
      let next = at + 1 < inner.count ? inner[at + 1] : 0
      if inner[at] == 0x5C, next == quote || next == 0x5C { at += 1 }
      out.append(inner[at])
      at += 1
    }
  }

  /// The letters of COPY text (src/backend/commands/copyfromparse.c, CopyReadAttributesText).
  static func postgres(_ inner: ByteView, into out: inout [UInt8]) {
    var at = 0
    while at < inner.count {
      guard inner[at] == 0x5C, at + 1 < inner.count else {
        out.append(inner[at])
        at += 1
        continue
      }
      out.append(postgresByte(inner, &at))
    }
  }

  /// Reads one escape at its backslash and moves past it.
  private static func postgresByte(_ inner: ByteView, _ at: inout Int) -> UInt8 {
    let letter = inner[at + 1]
    at += 2
    switch letter {
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "v"): return 11
    default: return letter
    }
  }

  /// The letters of LOAD DATA; two quotes are one where a quote is given.
  static func mysql(_ inner: ByteView, quote: UInt8, into out: inout [UInt8]) {
    var at = 0
    while at < inner.count {
      let byte = inner[at]
      if byte == 0x5C, at + 1 < inner.count {
        out.append(mysqlByte(inner[at + 1]))
        at += 2
      } else {
        out.append(byte)
        at += quote != 0 && byte == quote ? 2 : 1
      }
    }
  }

  /// What a letter after a backslash stands for (MySQL manual, LOAD DATA, escape sequences).
  private static func mysqlByte(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "0"): 0
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "Z"): 26
    default: letter
    }
  }
}
