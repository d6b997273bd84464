import Bytes

/// The check that bytes are UTF-8 as The Unicode Standard, table 3-7, defines it.
enum UTF8Check {
  /// The offset of the first byte that belongs to no well-formed sequence; nil when all do.
  static func firstFault(_ text: ByteView) -> Int? {
    var at = 0
    while at < text.count {
      if at + 8 <= text.count {
        let word = unsafe UnsafeRawPointer(text.start + at).loadUnaligned(as: UInt64.self)
        if word & 0x8080_8080_8080_8080 == 0 {
          at += 8
          continue
        }
      }
      let length = sequenceLength(text, at)
      if length == 0 { return at }
      at += length
    }
    return nil
  }

  /// The length of the well-formed sequence at an offset; zero when there is none.
  private static func sequenceLength(_ text: ByteView, _ at: Int) -> Int {
    let lead = text[at]
    if lead < 0x80 { return 1 }
    guard lead >= 0xC2, lead <= 0xF4 else { return 0 }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard at + length <= text.count else { return 0 }
    let second = text[at + 1]
    let lowest: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
    let highest: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
    guard second >= lowest, second <= highest else { return 0 }
    for offset in 2..<max(length, 2) where text[at + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
