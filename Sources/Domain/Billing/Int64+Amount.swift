extension Int64 {
  /// The largest amount that figures take in, in minor units: a million millions of a currency with
  /// two digits, so that sums of ninety thousand of them fit 64 bits.
  public static let largestAmount: Int64 = 100_000_000_000_000

  /// Whether figures do not take in an amount, because it is too far from zero.
  public var isBeyondAmounts: Bool { magnitude > Self.largestAmount.magnitude }

  /// A number of smallest units in whole ones, exactly: 1999 with two places is `19.99`.
  ///
  /// - Parameter places: how many digits stand behind the point; without any there is no point.
  /// - Returns: the number as text.
  public func decimalText(places: Int) -> String {
    var text: [UInt8] = []
    text.append(decimal: self, places: places)
    return String(decoding: text, as: UTF8.self)
  }

  /// The sum, or the number furthest from zero whose opposite is a number, too.
  @inlinable
  public func addingClamped(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? (self < 0 ? -.max : .max) : Swift.max(sum, -.max)
  }
}

extension [UInt8] {
  /// Appends a number of smallest units in whole ones, exactly: 1999 with two places is `19.99`.
  ///
  /// - Parameters:
  ///   - number: the number.
  ///   - places: how many digits stand behind the point; without any there is no point.
  public mutating func append(decimal number: Int64, places: Int = 0) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = count
    // From the last digit to the first, then turned round.
    repeat {
      if places > 0, count - start == places { append(UInt8(ascii: ".")) }
      append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0 || places > 0 && count - start <= places + 1
    var (front, back) = (start, count - 1)
    while front < back {
      swapAt(front, back)
      (front, back) = (front + 1, back - 1)
    }
  }
}
