/// How much is added up.
///
/// As long as the sizes of all amounts together fit, so does every sum of some of them, in whatever
/// order.
public struct Volume: Hashable, Sendable {
  /// The sizes of all amounts so far, in minor units; the largest number there is where they are
  /// more.
  public private(set) var size: UInt64 = 0

  /// Creates a volume of nothing.
  public init() {}

  /// Whether all sums fit 64 bits with a sign.
  public var fits: Bool { size <= UInt64(Int64.max) }

  /// Adds an amount.
  public mutating func add(_ amount: Int64) { add(amount.magnitude) }

  /// Adds all that another has.
  public mutating func add(_ other: Volume) { add(other.size) }

  /// Adds the size of an amount.
  public mutating func add(_ magnitude: UInt64) {
    let (sum, isOver) = size.addingReportingOverflow(magnitude)
    size = isOver ? .max : sum
  }
}
