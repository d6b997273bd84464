public import Billing
public import Bytes

/// A check that two ways of coming to a figure come to the same.
public struct TieOut: Hashable, Sendable {
  /// How a check ended.
  public enum Result: Hashable, Sendable {
    /// Both sides are the same, within the tolerance.
    case passed
    /// They are not.
    case failed
    /// It could not be made; the text says what export would allow it.
    case notEvaluated(needs: String)

    /// The word that reports have for it.
    public var word: String {
      switch self {
      case .passed: "passed"
      case .failed: "failed"
      case .notEvaluated: "not_evaluated"
      }
    }
  }

  /// One way of coming to the figure.
  public struct Side: Hashable, Sendable {
    /// What it is, in a few words.
    public var name: String
    /// Minor units, or a number of things.
    public var amount: Int64

    /// Creates a side.
    public init(_ name: String, _ amount: Int64) {
      self.name = name
      self.amount = amount
    }
  }

  /// The check's name in kebab-case.
  public var check: String
  /// The currency; empty where the figure is of all of them.
  public var currency: Symbol
  /// Whether both sides are numbers of things, and no amounts of the currency.
  public var counts: Bool
  /// The month; nothing for all that was read.
  public var period: CalendarMonth?
  /// The figure that is reported.
  public var stated: Side
  /// What it is compared with.
  public var derived: Side
  /// How far apart they may be, in the same units.
  public var tolerance: Int64 = 0
  /// How it ended.
  public var result: Result

  /// Makes a check.
  ///
  /// - Parameters:
  ///   - check: its name in kebab-case.
  ///   - currency: the currency; empty where the figure is of all of them.
  ///   - counts: whether both sides are numbers of things.
  ///   - period: the month; nothing for all that was read.
  ///   - stated: the figure that is reported.
  ///   - derived: what it is compared with.
  ///   - tolerance: how far apart they may be, in the same units.
  public init(
    _ check: String, currency: Symbol = .empty, counts: Bool = false,
    period: CalendarMonth? = nil, _ stated: Side, _ derived: Side, tolerance: Int64 = 0
  ) {
    self.check = check
    self.currency = currency
    self.counts = counts || currency == .empty
    self.period = period
    self.stated = stated
    self.derived = derived
    self.tolerance = tolerance
    result = .passed
    let (difference, isOver) = stated.amount.subtractingReportingOverflow(derived.amount)
    if isOver || difference.magnitude > tolerance.magnitude { result = .failed }
  }

  /// Notes a check that cannot be made, with the export that would allow it.
  public init(_ check: String, needs export: String) {
    self.init(check, Side("", 0), Side("", 0))
    result = .notEvaluated(needs: export)
  }

  /// The check that sums fit: made where they do not, so that no figure is believed.
  public static func sums(fit volume: Volume) -> [TieOut] {
    volume.fits ? [] : [TieOut("sums-fit", Side("sums beyond 64 bits", 1), Side("none", 0))]
  }

  /// How much the reported figure is above the other.
  public var difference: Int64 { stated.amount &- derived.amount }
}
