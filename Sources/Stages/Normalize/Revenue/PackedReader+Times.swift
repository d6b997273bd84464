import Billing

extension PackedReader {
  /// Whole seconds since 1970 that may be missing.
  ///
  /// A time before 1970 or after 2199 is missing, too: figures have a row for each month between
  /// the first and the last, and one wrong digit must not make that two hundred thousand.
  @inline(__always)
  mutating func takeTime() -> Timestamp? {
    takeOptional().flatMap { Self.times.contains($0) ? Timestamp(seconds: $0) : nil }
  }

  /// The same, however far away it is.
  mutating func takeAnyTime() -> Timestamp? { takeOptional().map { Timestamp(seconds: $0) } }

  private static let times: Range<Int64> = 0..<7_258_118_400
}
