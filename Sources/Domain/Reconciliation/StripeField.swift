/// The kinds of Stripe object a run looks into.
@frozen public enum StripeKind: UInt8, CaseIterable, Sendable {
  /// A subscription.
  case subscription
  /// A customer.
  case customer
  /// An invoice.
  case invoice
  /// A Checkout session: the safest link between a customer and our own user.
  case checkoutSession
  /// A schedule of future phases of a subscription.
  case subscriptionSchedule
  /// A price; the plans of older API versions are prices, too.
  case price
  /// A payment intent: one payment, however many attempts it takes.
  case paymentIntent
  /// A charge: one attempt of a payment.
  case charge
  /// A refund.
  case refund
  /// A dispute.
  case dispute
  /// A movement of Stripe's balance.
  case balanceTransaction
  /// How much Stripe counted of what is billed by use, over a period.
  case usageSummary
  /// Anything else: its events are counted, and told apart by their ids, but not looked into.
  case other

  /// The value of the key `object` in Stripe's JSON; empty for ``other``.
  public var objectName: StaticString {
    switch self {
    case .subscription: "subscription"
    case .customer: "customer"
    case .invoice: "invoice"
    case .checkoutSession: "checkout.session"
    case .subscriptionSchedule: "subscription_schedule"
    case .price: "price"
    case .paymentIntent: "payment_intent"
    case .charge: "charge"
    case .refund: "refund"
    case .dispute: "dispute"
    case .balanceTransaction: "balance_transaction"
    case .usageSummary: "usage_record_summary"
    case .other: ""
    }
  }

  /// Whether objects of this kind are looked into only where the database has payments.
  public var isOfPayments: Bool {
    switch self {
    case .paymentIntent, .charge, .refund, .dispute, .balanceTransaction: true
    default: false
    }
  }

  /// Whether objects of this kind show what state a customer or subscription is in.
  public var tellsState: Bool {
    switch self {
    case .balanceTransaction, .usageSummary, .other: false
    default: true
    }
  }

  /// What is kept of an object of this kind, in the order its cells are stored.
  public var fields: [StripeField] { Self.fieldsByKind[Int(rawValue)] }

  private static let fieldsByKind = allCases.map(\.listedFields)

  private var listedFields: [StripeField] {
    switch self {
    case .subscription:
      [
        .customer, .status, .price, .product, .item, .quantity, .unitAmount, .currency, .interval,
        .intervalCount, .itemCount, .created, .startDate, .periodStart, .periodEnd,
        .periodsDiffer, .trialStart, .trialEnd, .cancelAtPeriodEnd, .cancelAt, .canceledAt,
        .endedAt, .pauseBehavior, .collectionMethod, .discount, .schedule,
        .pendingPrice, .owner, .testClock, .active, .itemList,
      ]
    case .customer: [.created, .owner, .deleted, .email]
    case .invoice:
      [
        .customer, .subscription, .status, .amountDue, .amountPaid, .total, .currency, .created,
        .paidAt, .billingReason, .paymentIntent, .charge, .isOutOfBand, .revision,
      ]
    case .checkoutSession: [.customer, .subscription, .owner, .status, .created, .metadata]
    case .subscriptionSchedule:
      [.customer, .subscription, .status, .phaseStart, .pendingPrice, .created]
    case .price:
      [.product, .unitAmount, .currency, .interval, .intervalCount, .created, .active, .deleted]
    case .paymentIntent:
      [
        .customer, .status, .amount, .amountPaid, .currency, .created, .invoice, .charge,
      ]
    case .charge:
      [
        .customer, .status, .amount, .amountRefunded, .currency, .created, .invoice,
        .paymentIntent,
      ]
    case .refund, .dispute: [.status, .amount, .currency, .created, .charge, .paymentIntent]
    case .balanceTransaction: [.source, .category, .amount, .net, .currency, .created]
    case .usageSummary: [.item, .customer, .meter, .total, .periodStart, .periodEnd, .invoice]
    case .other: []
    }
  }
}

/// A fact about a Stripe object, by one name whatever the API version calls it.
///
/// Source of each path: Stripe API reference and the shapes of 43 published API versions.
@frozen public enum StripeField: UInt8, CaseIterable, Sendable {
  /// The customer's id.
  case customer
  /// The object's status word.
  case status
  /// The id of the price (or plan) of the plan-bearing item.
  case price
  /// The id of that price's product.
  case product
  /// The id of that item.
  case item
  /// The quantity of that item; null for metered prices.
  case quantity
  /// Minor units for one unit and one period; null when the price is tiered or fractional.
  case unitAmount
  /// The currency, lower case.
  case currency
  /// `day`, `week`, `month` or `year`.
  case interval
  /// How many intervals make one period.
  case intervalCount
  /// The number of items.
  case itemCount
  /// When the object was created.
  case created
  /// When the subscription started; may lie before `created`.
  case startDate
  /// Start of the current period; the earliest where items differ.
  case periodStart
  /// End of the current period; the latest where items differ.
  case periodEnd
  /// Whether the items' periods differ from each other.
  case periodsDiffer
  /// Start of the trial; stays after the trial is over.
  case trialStart
  /// End of the trial; stays after the trial is over.
  case trialEnd
  /// Whether the subscription ends with the current period.
  case cancelAtPeriodEnd
  /// When the subscription will end.
  case cancelAt
  /// When somebody asked for the end; not when it ended.
  case canceledAt
  /// When the subscription ended.
  case endedAt
  /// `keep_as_draft`, `mark_uncollectible` or `void` while collection is paused, else null.
  case pauseBehavior
  /// `charge_automatically` or `send_invoice`.
  case collectionMethod
  /// The id of the first discount or its coupon.
  case discount
  /// The id of the schedule that drives the subscription.
  case schedule
  /// The price that a pending update or the schedule's next phase will bring.
  case pendingPrice
  /// Our own user's id, from metadata or `client_reference_id`.
  case owner
  /// The test clock, if time is simulated.
  case testClock
  /// Whether the object is deleted.
  case deleted
  /// The subscription the object belongs to.
  case subscription
  /// Minor units due.
  case amountDue
  /// Minor units paid.
  case amountPaid
  /// Minor units in total.
  case total
  /// When the invoice was paid.
  case paidAt
  /// Why the invoice exists.
  case billingReason
  /// Start of a schedule's next phase.
  case phaseStart
  /// Whether the price of the plan-bearing item, or the price itself, may still be sold.
  case active
  /// Every item of a subscription that has several, as ``ItemList`` writes them; null for one.
  case itemList
  /// The fingerprint of the customer's e-mail address; the address itself is not kept.
  case email
  /// The payment intent that pays, or once paid, the object.
  case paymentIntent
  /// The charge the object is about.
  case charge
  /// The invoice that a payment is for.
  case invoice
  /// Whether the invoice was paid outside of Stripe.
  case isOutOfBand
  /// The newest revision of an invoice that was revised.
  case revision
  /// Minor units of a payment, refund or dispute.
  case amount
  /// Minor units of a charge that were given back.
  case amountRefunded
  /// The charge, refund or whatever else a balance transaction is of.
  case source
  /// The type of a balance transaction.
  case category
  /// Minor units of a balance transaction less Stripe's fees.
  case net
  /// The meter that counted.
  case meter
  /// What a Checkout session's metadata says under the keys that the pipeline names, as
  /// ``MetadataList`` reads it; unknown where no key is named.
  case metadata
}

extension StripeField {
  /// Whether few texts stand for many objects: a status rather than an id.
  ///
  /// Only the cost depends on it; a system with a price for each customer is read all the same.
  public var isWord: Bool {
    switch self {
    case .status, .price, .product, .currency, .interval, .pauseBehavior, .collectionMethod,
      .discount, .pendingPrice, .billingReason, .category, .meter:
      true
    default: false
    }
  }
}
