public import Billing
public import Bytes

/// When a trial of a subscription ended.
public struct TrialEnd: Hashable, Sendable {
  /// The subscription.
  public var subscription: Symbol
  /// When.
  public var time: Timestamp

  /// Creates an end.
  public init(subscription: Symbol, time: Timestamp) {
    self.subscription = subscription
    self.time = time
  }
}
