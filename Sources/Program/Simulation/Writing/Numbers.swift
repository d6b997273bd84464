extension [UInt8] {
  /// Appends a whole number in decimal digits.
  @inline(__always)
  mutating func append(decimal value: Int) {
    if value < 0 { append(0x2D) }
    var rest = value.magnitude
    if rest < 10 { return append(0x30 + UInt8(rest)) }
    let start = count
    while rest > 0 {
      append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    }
    var (low, high) = (start, count - 1)
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  /// Appends a number with leading zeros.
  mutating func append(decimal value: Int, width: Int) {
    var unit = 1
    for _ in 1..<width { unit *= 10 }
    while unit > 0 {
      append(0x30 + UInt8(truncatingIfNeeded: value / unit % 10))
      unit /= 10
    }
  }
}
