extension FixedWidthInteger {
  /// Appends a decimal digit to the number read so far.
  ///
  /// Numbers below zero grow downward, so that the least one fits.
  ///
  /// - Parameters:
  ///   - digit: 0 to 9.
  ///   - isNegative: whether the number is below zero, or will be.
  /// - Returns: whether the number fits; nothing is to be made of it otherwise.
  @inlinable @inline(__always)
  public mutating func append(digit: UInt8, isNegative: Bool = false) -> Bool {
    let (tenfold, isTooLarge) = multipliedReportingOverflow(by: 10)
    let (sum, isOver) =
      isNegative
      ? tenfold.subtractingReportingOverflow(Self(truncatingIfNeeded: digit))
      : tenfold.addingReportingOverflow(Self(truncatingIfNeeded: digit))
    self = sum
    return !isTooLarge && !isOver
  }
}
