/// How urgent a finding is.
public enum Severity: String, Sendable, CaseIterable, Comparable {
  /// At once: somebody pays without access, or is billed twice.
  case p0 = "P0"
  /// Today: money leaks.
  case p1 = "P1"
  /// This week: figures are wrong.
  case p2 = "P2"
  /// For information.
  case p3 = "P3"

  /// Orders from the least to the most urgent, so that `>=` means "at least as urgent".
  public static func < (one: Severity, other: Severity) -> Bool { one.rawValue > other.rawValue }
}

/// Who is hurt by a finding.
public enum Harm: String, Sendable, CaseIterable {
  /// Access without payment.
  case leak
  /// Payment without access.
  case denied
  /// Billed twice, or billed for nothing.
  case double
  /// Figures are wrong.
  case metrics
  /// The record of what happened has a hole.
  case audit
  /// One account sees another's.
  case security
}

/// What may be done about a finding, and by whom.
public enum Disposition: String, Sendable, CaseIterable {
  /// Guarded SQL that may run without a person's decision.
  case auto
  /// A person decides; the proposed statement stands in review.sql as a comment.
  case review
  /// It must be done in Stripe; there is no SQL.
  case stripe
  /// Send an event again.
  case replay
  /// For information.
  case report
}

/// The two sides of anything, always Stripe first.
public struct Sides<Value> {
  /// What Stripe says.
  public var stripe: Value
  /// What the database says.
  public var database: Value
  /// Creates a pair.
  @inlinable public init(stripe: Value, database: Value) {
    self.stripe = stripe
    self.database = database
  }
}

extension Sides: Sendable where Value: Sendable {}
extension Sides: Equatable where Value: Equatable {}
extension Sides: Hashable where Value: Hashable {}
