extension JSONScan {
  /// Reads a number or a word and writes its node.
  @inline(__always)
  mutating func readScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "n"): readWord("null", .null)
    case UInt8(ascii: "t"): readWord("true", .true)
    case UInt8(ascii: "f"): readWord("false", .false)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): readNumber()
    case UInt8(ascii: "+"), UInt8(ascii: "."): fail(.number, at)
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      fail(.literal, at)
    default: fail(.valueExpected, at)
    }
  }

  /// Reads one of the three words.
  @inline(__always)
  private mutating func readWord(_ word: StaticString, _ kind: JSONKind) -> Bool {
    let count = word.utf8CodeUnitCount
    let letters = unsafe word.utf8Start
    let start = at
    for offset in 0..<count {
      guard at < end else { return fail(.truncated, end) }
      guard unsafe base[at] == letters[offset] else { return fail(.literal, at) }
      at += 1
    }
    append(start: start, count: count, word: UInt32(kind.rawValue))
    return true
  }

  /// Reads a number: its grammar only, never its value.
  @inline(__always)
  private mutating func readNumber() -> Bool {
    let start = at
    var word = UInt32(JSONKind.number.rawValue)
    if unsafe base[at] == UInt8(ascii: "-") { at += 1 }
    let first = at
    guard readDigits() else { return false }
    if at - first > 1, unsafe base[first] == UInt8(ascii: "0") { return fail(.number, first) }
    if at < end, unsafe base[at] == UInt8(ascii: ".") {
      word |= JSONNode.mark
      at += 1
      guard readDigits() else { return false }
    }
    if at < end, unsafe base[at] | 0x20 == UInt8(ascii: "e") {
      word |= JSONNode.mark
      at += 1
      if at < end, unsafe base[at] == UInt8(ascii: "+") || base[at] == UInt8(ascii: "-") {
        at += 1
      }
      guard readDigits() else { return false }
    }
    append(start: start, count: at - start, word: word)
    return true
  }

  /// Reads one digit or more.
  @inline(__always)
  private mutating func readDigits() -> Bool {
    let start = at
    while at < end, unsafe base[at] &- UInt8(ascii: "0") < 10 { at &+= 1 }
    if at > start { return true }
    return at < end ? fail(.number, at) : fail(.truncated, end)
  }
}
