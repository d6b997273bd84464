import Billing

/// What Stripe knows of a subscription at one moment; instants are seconds since 1970, 0 for none.
struct SubscriptionState: Equatable {
  /// Stripe's status.
  var status = SubscriptionStatus.active
  /// The price, as a place in the catalogue.
  var price = 0
  /// The current period.
  var periodStart = 0
  var periodEnd = 0
  /// The trial; it stays after the trial is over.
  var trialStart = 0
  var trialEnd = 0
  /// Whether it ends with the period.
  var endsWithPeriod = false
  var cancelAt = 0
  var canceledAt = 0
  var endedAt = 0
  /// Whether collection is paused.
  var isCollectionPaused = false
  /// When the latest invoice was made; its id follows from it.
  var latestInvoice = 0
  /// How often its metadata were edited.
  var revision = 0
}

/// One event of an account.
struct Moment {
  /// What the event tells of.
  enum Kind: UInt8, CaseIterable {
    case subscriptionCreated, subscriptionUpdated, subscriptionDeleted, trialWillEnd
    case invoiceFinalized, invoicePaid, invoiceFailed, paymentSucceeded
    case checkoutCompleted, customerCreated, customerUpdated, customerDeleted

    /// Whether the event shows the subscription as it is afterwards.
    var showsSubscription: Bool { rawValue <= Self.trialWillEnd.rawValue }

    /// Stripe's name of the type.
    var type: StaticString {
      switch self {
      case .subscriptionCreated: "customer.subscription.created"
      case .subscriptionUpdated: "customer.subscription.updated"
      case .subscriptionDeleted: "customer.subscription.deleted"
      case .trialWillEnd: "customer.subscription.trial_will_end"
      case .invoiceFinalized: "invoice.finalized"
      case .invoicePaid: "invoice.paid"
      case .invoiceFailed: "invoice.payment_failed"
      case .paymentSucceeded: "payment_intent.succeeded"
      case .checkoutCompleted: "checkout.session.completed"
      case .customerCreated: "customer.created"
      case .customerUpdated: "customer.updated"
      case .customerDeleted: "customer.deleted"
      }
    }
  }

  var kind: Kind
  /// When, in seconds since 1970.
  var time: Int
  /// Which of the account's subscriptions: 0 or 1.
  var ordinal: Int
  /// The subscription after the event.
  var state: SubscriptionState
  /// The subscription before the event, for updates.
  var before: SubscriptionState
  /// How often the customer was edited so far, this event among it.
  var customerRevision = 0
  /// Whether Stripe acted by itself, without a request.
  var isAutomatic = false
}
