public import Billing
public import Bytes

/// An invoice that Stripe tried to collect, and how that went.
public struct CollectionCase: Hashable, Sendable {
  /// One attempt to take the money.
  public struct Attempt: Hashable, Sendable {
    /// When.
    public var time: Timestamp
    /// Whether the money came.
    public var succeeded: Bool

    /// Creates an attempt.
    public init(time: Timestamp, succeeded: Bool) {
      self.time = time
      self.succeeded = succeeded
    }
  }

  /// The invoice.
  public var invoice: Symbol
  /// The customer.
  public var customer: Symbol
  /// The currency.
  public var currency: Symbol
  /// What was to be collected, in minor units.
  public var amountDue: Int64
  /// Why the invoice was made.
  public var reason: BillingReason
  /// Whether it is the first invoice after a trial.
  public var followsTrial = false
  /// The attempts in the order of time.
  public var attempts: [Attempt] = []
  /// When it was paid in full, by whatever means.
  public var paidAt: Timestamp?
  /// When it was voided or given up, if it was.
  public var lostAt: Timestamp?

  /// Creates a case.
  public init(
    invoice: Symbol, customer: Symbol, currency: Symbol, amountDue: Int64, reason: BillingReason
  ) {
    self.invoice = invoice
    self.customer = customer
    self.currency = currency
    self.amountDue = amountDue
    self.reason = reason
  }
}

/// Why an invoice was made.
///
/// Source: Stripe API reference, “The Invoice object”, `billing_reason`.
public enum BillingReason: String, Hashable, Sendable, CaseIterable {
  /// A subscription began.
  case subscriptionCreate = "subscription_create"
  /// A subscription's next period began.
  case subscriptionCycle = "subscription_cycle"
  /// A subscription was changed.
  case subscriptionUpdate = "subscription_update"
  /// A subscription's usage reached a threshold.
  case subscriptionThreshold = "subscription_threshold"
  /// Of a subscription, in old versions that do not say more.
  case subscription
  /// Somebody made it.
  case manual
  /// Any other.
  case other

  /// Whether it collects for a subscription that was paid for before.
  public var isRecurring: Bool {
    switch self {
    case .subscriptionCycle, .subscriptionUpdate, .subscriptionThreshold, .subscription: true
    case .subscriptionCreate, .manual, .other: false
    }
  }
}

/// How payments that failed at first went, by the month of the first attempt, in minor units.
///
/// Source of the definitions: Stripe documentation, “Revenue recovery: Recovery analytics”.
public struct DunningMonth: Hashable, Sendable {
  /// The currency.
  public var currency: Symbol
  /// The month of the first attempts.
  public var period: CalendarMonth
  /// Up to when it is known what became of them.
  public var asOf: Timestamp
  /// What was attempted to collect.
  public var attempted: Int64 = 0
  /// How many invoices.
  public var attemptedCount = 0
  /// What failed at the first attempt.
  public var failed: Int64 = 0
  /// How many invoices.
  public var failedCount = 0
  /// What of it came in later, by whatever means.
  public var recovered: Int64 = 0
  /// How many invoices.
  public var recoveredCount = 0
  /// What of it was voided or given up.
  public var lost: Int64 = 0
  /// What of it is still tried.
  public var open: Int64 = 0

  /// Creates a month.
  public init(currency: Symbol, period: CalendarMonth, asOf: Timestamp) {
    self.currency = currency
    self.period = period
    self.asOf = asOf
  }

  /// Failed of what was attempted.
  public var failureRate: Ratio { Ratio(failed, of: attempted) }

  /// Recovered of what failed.
  public var recoveryRate: Ratio { Ratio(recovered, of: failed) }
}

/// One payment that failed at first and came in later.
public struct Recovery: Hashable, Sendable {
  /// The invoice.
  public var invoice: Symbol
  /// The customer.
  public var customer: Symbol
  /// The currency.
  public var currency: Symbol
  /// Minor units.
  public var amount: Int64
  /// When it first failed.
  public var failedAt: Timestamp
  /// When it came in.
  public var recoveredAt: Timestamp

  /// Creates a recovery.
  public init(_ invoice: CollectionCase, failedAt: Timestamp, recoveredAt: Timestamp) {
    self.invoice = invoice.invoice
    customer = invoice.customer
    currency = invoice.currency
    amount = invoice.amountDue
    self.failedAt = failedAt
    self.recoveredAt = recoveredAt
  }

  /// Whole days from the failure to the money.
  public var dayCount: Int64 { (recoveredAt.seconds - failedAt.seconds) / 86_400 }
}
