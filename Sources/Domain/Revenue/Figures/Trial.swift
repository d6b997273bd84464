public import Billing
public import Bytes

/// One trial of a subscription; a second trial of the same subscription is another one.
public struct Trial: Hashable, Sendable {
  /// What became of a trial.
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// It is not over.
    case open
    /// It is over, and something was paid since.
    case converted
    /// It ended without a subscription that goes on.
    case lost
    /// The subscription goes on, but no payment was seen.
    case unproven
  }

  /// The subscription's id.
  public var subscription: Symbol
  /// The customer's id.
  public var customer: Symbol
  /// When it began.
  public var start: Timestamp
  /// When it ended or will end, as it was said last.
  public var end: Timestamp
  /// What became of it.
  public var outcome: Outcome
  /// The first payment since it ended; `nil` where there is none.
  public var paidAt: Timestamp?
  /// The last sight that shows it.
  public var sight: Sight

  /// Creates a trial.
  public init(
    subscription: Symbol, customer: Symbol, start: Timestamp, end: Timestamp, outcome: Outcome,
    paidAt: Timestamp? = nil, sight: Sight
  ) {
    self.subscription = subscription
    self.customer = customer
    self.start = start
    self.end = end
    self.outcome = outcome
    self.paidAt = paidAt
    self.sight = sight
  }
}
