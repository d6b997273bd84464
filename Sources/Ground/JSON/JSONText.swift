public import Bytes

/// The bytes of strings: UTF-8, escapes and their order.
public enum JSONText {
  /// The text of a string that has been read, without its escapes.
  ///
  /// - Parameters:
  ///   - text: what stands between the quotes.
  ///   - room: where the result is made; whatever it holds is lost, and it grows as it must.
  /// - Returns: a view of `room`, valid until that changes, behind which a lane can be read.
  public static func unescape(_ text: ByteView, into room: inout [UInt8]) -> ByteView {
    // No escape is shorter than what it means.
    if room.count < text.count + ByteLane.width {
      room = Array(repeating: 0, count: 2 * text.count + 4 * ByteLane.width)
    }
    return unsafe room.withUnsafeMutableBufferPointer { room in
      let start = unsafe room.baseAddress.unsafelyUnwrapped
      return unsafe ByteView(start: UnsafePointer(start), count: unescape(text, to: start))
    }
  }

  /// Writes a text without its escapes; how many bytes that took.
  private static func unescape(_ text: ByteView, to room: UnsafeMutablePointer<UInt8>) -> Int {
    var (at, end) = (0, 0)
    while true {
      let run = at
      while at < text.count, text[at] != UInt8(ascii: "\\") { at += 1 }
      unsafe (room + end).update(from: text.start + run, count: at - run)
      end += at - run
      guard at + 1 < text.count else { return end }
      let (scalar, next) = escape(in: text, at: at + 1)
      end += unsafe write(scalar, to: room + end)
      at = min(next, text.count)
    }
  }

  /// What the escape means whose letter stands at an offset, and the offset after it.
  private static func escape(in text: ByteView, at letter: Int) -> (scalar: UInt32, next: Int) {
    switch text[letter] {
    case UInt8(ascii: "b"): return (0x08, letter + 1)
    case UInt8(ascii: "f"): return (0x0C, letter + 1)
    case UInt8(ascii: "n"): return (0x0A, letter + 1)
    case UInt8(ascii: "r"): return (0x0D, letter + 1)
    case UInt8(ascii: "t"): return (0x09, letter + 1)
    case UInt8(ascii: "u"):
      let unit = unit(of: text, at: letter + 1)
      if unit & 0xFC00 != 0xD800 { return (unit, letter + 5) }
      let low = self.unit(of: text, at: letter + 7)
      return (0x1_0000 + (unit & 0x3FF) << 10 + low & 0x3FF, letter + 11)
    default: return (UInt32(text[letter]), letter + 1)
    }
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

  /// Writes a scalar as UTF-8; how many bytes that took.
  @inline(__always)
  private static func write(_ scalar: UInt32, to bytes: UnsafeMutablePointer<UInt8>) -> Int {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
    switch scalar {
    case 0..<0x80:
      unsafe bytes[0] = UInt8(scalar)
      return 1
    case 0x80..<0x800:
      unsafe (bytes[0], bytes[1]) = (UInt8(0xC0 | scalar >> 6), tail(0))
      return 2
    case 0x800..<0x1_0000:
      unsafe (bytes[0], bytes[1], bytes[2]) = (UInt8(0xE0 | scalar >> 12), tail(6), tail(0))
      return 3
    default:
      unsafe (bytes[0], bytes[1]) = (UInt8(0xF0 | scalar >> 18 & 0x07), tail(12))
      unsafe (bytes[2], bytes[3]) = (tail(6), tail(0))
      return 4
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
    defer { withExtendedLifetime((plain, otherPlain)) {} }
    return compare(unescape(one, into: &plain), unescape(other, into: &otherPlain))
  }
}
