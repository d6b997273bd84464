public import Billing

/// How revenue is spread over the time in which it is earned.
///
/// Source: Stripe documentation, “Revenue Recognition: Configure revenue settings”.
public struct RecognitionRules: Hashable, Sendable {
  /// The step in which a line's amount is earned.
  public enum Granularity: String, Hashable, Sendable, CaseIterable {
    /// Whole days: the first counts, the last does not.
    case day
    /// To the instant.
    case second
    /// Whole months, all alike, from that in which service begins.
    case monthEven = "month-even"
    /// Whole months, all alike, and the first and the last by their length if they are cut.
    case monthEvenProrated = "month-even-prorated"
  }

  /// Where what rounding leaves over goes.
  public enum Residual: String, Hashable, Sendable, CaseIterable {
    /// Wherever the running sum is nearest to what is exact.
    case spread
    /// Months are rounded towards zero, and the last whole one has the rest, as Stripe's are.
    case last
  }

  /// The step.
  public var granularity = Granularity.day
  /// Where the rest goes, of whole months.
  public var residual = Residual.spread
  /// What becomes of half a unit.
  public var rounding = Rounding.halfUp
  /// Whether service given before the invoice is final is earned when it becomes final; else it is
  /// booked in the months in which it was given, as unbilled.
  public var catchesUp = true
  /// The zone that days and months are counted in.
  public var zone = TimeZoneRules.utc

  /// Creates the rules that hold when nothing is said.
  public init() {}

  /// Every rule with what holds, as ``MeasureRules/lines``.
  public var lines: [RuleLine] {
    [
      RuleLine(name: "revenue recognized by", value: granularity.rawValue),
      RuleLine(name: "residual of recognition", value: residual.rawValue),
      RuleLine(name: "rounding of recognition", value: rounding.rawValue),
      RuleLine(
        name: "service before the invoice",
        value: catchesUp ? "earned when the invoice is final" : "earned in its own months"),
      RuleLine(name: "time zone of recognition", value: zone.name),
    ]
  }
}
