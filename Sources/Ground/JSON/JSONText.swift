public import Bytes

/// The bytes of strings: UTF-8, escapes and their order.
public enum JSONText {
  /// Replaces the escapes of a string that has been read; `text` is what stands between quotes.
  ///
  /// The result replaces what `plain` holds.
  public static func unescape(_ text: ByteView, into plain: inout [UInt8]) {
    plain.removeAll(keepingCapacity: true)
    plain.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      let run = at
      while at < text.count, text[at] != UInt8(ascii: "\\") { at += 1 }
      unsafe plain.append(contentsOf: text[run..<at].buffer)
      guard at + 1 < text.count else { return }
      at = appendEscape(of: text, at: at + 1, to: &plain)
    }
  }

  /// Appends what the escape means whose letter stands at an offset; the offset after it.
  private static func appendEscape(
    of text: ByteView, at letter: Int, to plain: inout [UInt8]
  ) -> Int {
    switch text[letter] {
    case UInt8(ascii: "b"): plain.append(0x08)
    case UInt8(ascii: "f"): plain.append(0x0C)
    case UInt8(ascii: "n"): plain.append(0x0A)
    case UInt8(ascii: "r"): plain.append(0x0D)
    case UInt8(ascii: "t"): plain.append(0x09)
    case UInt8(ascii: "u"):
      let unit = unit(of: text, at: letter + 1)
      if unit & 0xFC00 != 0xD800 {
        append(scalar: unit, to: &plain)
        return letter + 5
      }
      let low = self.unit(of: text, at: letter + 7)
      append(scalar: 0x1_0000 + (unit & 0x3FF) << 10 + low & 0x3FF, to: &plain)
      return letter + 11
    default: plain.append(text[letter])
    }
    return letter + 1
  }

  /// The value of four hexadecimal digits; what is missing or no digit counts as zero.
  private static func unit(of text: ByteView, at start: Int) -> UInt32 {
    var unit: UInt32 = 0
    for offset in start..<start + 4 {
      let digit = offset < text.count ? hexadecimal(text[offset]) : nil
      unit = unit << 4 | UInt32(digit ?? 0)
    }
    return unit
  }

  private static func append(scalar: UInt32, to plain: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: plain.append(UInt8(scalar))
    case 0x80..<0x800:
      plain.append(UInt8(0xC0 | scalar >> 6))
      plain.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x1_0000:
      plain.append(UInt8(0xE0 | scalar >> 12))
      plain.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      plain.append(UInt8(0x80 | scalar & 0x3F))
    default:
      plain.append(UInt8(0xF0 | scalar >> 18 & 0x07))
      plain.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      plain.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      plain.append(UInt8(0x80 | scalar & 0x3F))
    }
  }

  /// The value of a hexadecimal digit.
  static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The length of the well-formed UTF-8 sequence at a byte that is not ASCII; zero if it is none.
  ///
  /// Source: The Unicode Standard, table 3-7, well-formed UTF-8 byte sequences.
  static func sequenceLength(_ start: UnsafePointer<UInt8>, available: Int) -> Int {
    let lead = unsafe start[0]
    let (count, second): (Int, ClosedRange<UInt8>)
    switch lead {
    case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
    case 0xE0: (count, second) = (3, 0xA0...0xBF)
    case 0xED: (count, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (count, second) = (3, 0x80...0xBF)
    case 0xF0: (count, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
    case 0xF4: (count, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard count <= available, unsafe second.contains(start[1]) else { return 0 }
    for offset in 2..<max(count, 2) where unsafe start[offset] & 0xC0 != 0x80 { return 0 }
    return count
  }

  /// Orders two texts by their bytes: negative, zero or positive.
  static func compare(_ one: ByteView, _ other: ByteView) -> Int {
    for offset in 0..<min(one.count, other.count) where one[offset] != other[offset] {
      return Int(one[offset]) - Int(other[offset])
    }
    return one.count - other.count
  }

  /// Orders two texts by their bytes after unescaping.
  static func compareEscaped(_ one: ByteView, _ other: ByteView) -> Int {
    var plain: [UInt8] = []
    var otherPlain: [UInt8] = []
    unescape(one, into: &plain)
    unescape(other, into: &otherPlain)
    return unsafe plain.withUnsafeBufferPointer { first in
      unsafe otherPlain.withUnsafeBufferPointer { unsafe compare(ByteView(first), ByteView($0)) }
    }
  }
}
