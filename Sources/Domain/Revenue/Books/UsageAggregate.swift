public import Billing

/// How the usage of a period becomes the quantity that is billed.
///
/// Source: Stripe API reference, “The Price object”, `recurring.aggregate_usage`, and “Revenue
/// Recognition: Examples”, metered billing.
public enum UsageAggregate: String, Hashable, Sendable, CaseIterable {
  /// All of it.
  case sum
  /// The largest report.
  case max
  /// The last report of the period.
  case lastDuringPeriod = "last_during_period"
  /// The last report ever, also one before the period.
  case lastEver = "last_ever"

  /// What was reported, and when.
  public struct Report: Hashable, Sendable {
    /// When.
    public var time: Timestamp
    /// How much.
    public var quantity: Int64

    /// Creates a report.
    public init(time: Timestamp, quantity: Int64) {
      self.time = time
      self.quantity = quantity
    }
  }

  /// What the usage of a period was worth after each report.
  ///
  /// - Parameters:
  ///   - reports: the period's reports in the order of time.
  ///   - worth: what a quantity costs, in minor units.
  /// - Returns: a step for each report that changed what is due.
  public func steps(_ reports: [Report], worth: (Int64) -> Int64) -> [UsageStep] {
    var (quantity, due): (Int64, Int64) = (0, 0)
    return reports.compactMap { report in
      switch self {
      case .sum: quantity = quantity.addingReportingOverflow(report.quantity).partialValue
      case .max: quantity = Swift.max(quantity, report.quantity)
      case .lastDuringPeriod, .lastEver: quantity = report.quantity
      }
      let worth = worth(quantity)
      guard worth != due else { return nil }
      due = worth
      return UsageStep(time: report.time, amount: worth)
    }
  }
}
