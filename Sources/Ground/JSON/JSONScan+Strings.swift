extension JSONScan {
  /// Reads a string from its opening quote and writes its node.
  @inline(__always)
  mutating func readString(kind: UInt32) -> Bool {
    let start = at
    var word = kind
    at += 1
    while true {
      skipPlainText()
      guard at < end else { return fail(.truncated, end) }
      let byte = unsafe base[at]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        word |= JSONNode.mark
        guard readEscape() else { return false }
      } else if byte < 0x20 {
        return fail(.controlCharacter, at)
      } else {
        let count = unsafe JSONText.sequenceLength(base + at, available: end - at)
        if count == 0 { return fail(.encoding, at) }
        at += count
      }
    }
    at += 1
    append(start: start, count: at - start, word: word)
    return true
  }

  /// Moves to the next byte that is a quote, a backslash, a control character or not ASCII.
  ///
  /// Eight bytes at a time: subtracting from each byte borrows into its top bit where the byte is
  /// what we look for. A borrow can mislead only above the first hit, which is all we use.
  @inline(__always)
  private mutating func skipPlainText() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    while at &+ 8 <= end {
      let word = unsafe JSONWords.load(base + at)
      let quotes = word ^ (ones &* 0x22)
      let backslashes = word ^ (ones &* 0x5C)
      let hits =
        (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
          | (word &- ones &* 0x20) | word) & tops
      if hits != 0 {
        at &+= hits.trailingZeroBitCount &>> 3
        return
      }
      at &+= 8
    }
    while at < end {
      let byte = unsafe base[at]
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C { return }
      at &+= 1
    }
  }

  /// Reads one escape, or the two that make a surrogate pair, from its backslash.
  private mutating func readEscape() -> Bool {
    guard at + 1 < end else { return fail(.truncated, end) }
    switch unsafe base[at + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 2
      return true
    case UInt8(ascii: "u"): return readUnicodeEscape()
    default: return fail(.escape, at)
    }
  }

  /// Reads `\uXXXX` from its backslash, with its other half where it is a high surrogate.
  private mutating func readUnicodeEscape() -> Bool {
    let start = at
    guard let unit = readUnit() else { return false }
    if unit & 0xF800 != 0xD800 { return true }
    guard unit < 0xDC00 else { return fail(.loneSurrogate, start) }
    guard at < end else { return fail(.truncated, end) }
    guard unsafe base[at] == UInt8(ascii: "\\") else { return fail(.loneSurrogate, start) }
    guard at + 1 < end else { return fail(.truncated, end) }
    guard unsafe base[at + 1] == UInt8(ascii: "u") else { return fail(.loneSurrogate, start) }
    guard let low = readUnit() else { return false }
    return low & 0xFC00 == 0xDC00 || fail(.loneSurrogate, start)
  }

  /// Reads the four digits after `\u`; nil after noting the fault.
  private mutating func readUnit() -> UInt16? {
    let start = at
    var unit: UInt16 = 0
    at += 2
    for _ in 0..<4 {
      guard at < end else {
        _ = fail(.truncated, end)
        return nil
      }
      guard let digit = JSONText.hexadecimal(unsafe base[at]) else {
        _ = fail(.escape, start)
        return nil
      }
      unit = unit << 4 | UInt16(digit)
      at += 1
    }
    return unit
  }
}
