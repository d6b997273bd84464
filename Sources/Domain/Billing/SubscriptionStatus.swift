/// The status words Stripe defines for a subscription; an open set, so others may appear.
///
/// Source: Stripe API reference, “The Subscription object”, field `status`.
public enum SubscriptionStatus: String, Sendable, CaseIterable {
  /// The first payment has not succeeded yet.
  case incomplete
  /// The first payment did not succeed within 23 hours; final.
  case incompleteExpired = "incomplete_expired"
  /// In a trial.
  case trialing
  /// In good standing.
  case active
  /// The latest payment failed or is overdue; Stripe goes on trying.
  case pastDue = "past_due"
  /// Ended; final.
  case canceled
  /// Retries are exhausted; invoices stay open.
  case unpaid
  /// A trial ended without a payment method.
  case paused

  /// Whether a subscription in this status never changes again.
  public var isTerminal: Bool { self == .canceled || self == .incompleteExpired }

  /// Whether Stripe treats the subscription as running: it bills, or will.
  public var isLive: Bool { self == .active || self == .trialing || self == .pastDue }
}
