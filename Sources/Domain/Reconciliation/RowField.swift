/// What a column means, by one name whatever the database calls it.
///
/// These are the words of the attribute `field` in a pipeline file.
@frozen public enum RowField: String, CaseIterable, Hashable, Sendable {
  /// The row's own primary key.
  case key
  /// The user or organisation the row belongs to.
  case owner
  /// The organisation that several users share.
  case tenant
  /// The row of the layer above that the row follows, by its key.
  case parent
  /// The Stripe customer's id.
  case customer
  /// The Stripe subscription's id.
  case subscription
  /// The Stripe price's id.
  case price
  /// The Stripe product's id.
  case product
  /// The Stripe subscription item's id.
  case item
  /// A row of the catalogue.
  case plan
  /// The status word of this database.
  case status
  /// Whether the subscription will end by itself: `cancel_at_period_end` or `cancel_at` is set.
  case ending
  /// Stripe's own `cancel_at_period_end`, literally.
  case cancelAtPeriodEnd = "cancel-at-period-end"
  /// When it will end.
  case cancelAt = "cancel-at"
  /// When the end was asked for.
  case canceledAt = "canceled-at"
  /// When it ended.
  case endedAt = "ended-at"
  /// Start of the trial.
  case trialStart = "trial-start"
  /// End of the trial.
  case trialEnd = "trial-end"
  /// Start of the current period.
  case periodStart = "period-start"
  /// End of the current period.
  case periodEnd = "period-end"
  /// Units or seats.
  case quantity
  /// Minor units for one period.
  case amount
  /// The currency.
  case currency
  /// The billing interval.
  case interval
  /// Whether or how collection is paused.
  case pause
  /// The plan that is to come.
  case pendingPlan = "pending-plan"
  /// The discount or coupon.
  case discount
  /// Where the row came from: Stripe, a gift, a contract.
  case provenance
  /// When the row was made.
  case createdAt = "created-at"
  /// When the row was last changed.
  case updatedAt = "updated-at"
  /// When the row was deleted softly; null while it counts.
  case deletedAt = "deleted-at"
  /// The Stripe event the row was last written from.
  case markerEvent = "marker-event"
  /// The time of that event.
  case markerTime = "marker-time"
  /// The Stripe event that a row of a ledger or of a dead-letter queue is about, or that a row of
  /// payments, invoices or credits was written from.
  case event
  /// The type of that event, for example `customer.subscription.updated`.
  case eventType = "event-type"
  /// How far the application came with that event, in its own words.
  case eventStatus = "event-status"
  /// When that event came in.
  case receivedAt = "received-at"
  /// When the application was done with that event; null while it is not.
  case processedAt = "processed-at"
  /// How often the application tried.
  case attempts
  /// What the last try failed with; reports never show it.
  case error
  /// When the event was tried again.
  case retriedAt = "retried-at"
  /// When the failure was settled; null while it is open.
  case resolvedAt = "resolved-at"
  /// Whether that event is of live mode.
  case livemode
  /// The connected account that event is of.
  case account
  /// The whole event as the application stored it; only compared, never kept.
  case payload
  /// Whether a plan is on sale.
  case active
  /// The owner's e-mail address, of which only a fingerprint is kept.
  case email
  /// The Stripe invoice's id.
  case invoice
  /// The Stripe payment intent's id.
  case paymentIntent = "payment-intent"
  /// The Stripe charge's id.
  case charge
  /// The Stripe refund's id.
  case refund
  /// The Stripe dispute's id.
  case dispute
  /// When an invoice or payment was paid.
  case paidAt = "paid-at"
}
