extension Int64 {
  /// A number of smallest units in whole ones, exactly: 1999 with two places is `19.99`.
  ///
  /// - Parameter places: how many digits stand behind the point; without any there is no point.
  /// - Returns: the number as text.
  public func decimalText(places: Int) -> String {
    guard places > 0 else { return String(self) }
    var digits = String(magnitude)
    let missing = places + 1 - digits.utf8.count
    if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
    return (self < 0 ? "-" : "") + digits.dropLast(places) + "." + digits.suffix(places)
  }

  /// The sum, or the largest or smallest number there is.
  @inlinable
  public func addingClamped(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? (self < 0 ? .min : .max) : sum
  }
}
