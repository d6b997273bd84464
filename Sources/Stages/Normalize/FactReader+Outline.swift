public import JSON
public import Reconciliation

extension StripeNormalizer {
  /// The parts of an event that are looked at, so that a reader can leave out the others.
  ///
  /// Facts from an event without the others are the same facts.
  public static func outline(for scope: StripeScope) -> JSONOutline {
    let facts = FactReader.outline(
      of: scope.kinds, keys: scope.ownerKeys + scope.checkoutKeys)
    let object = scope.measuresRevenue ? facts.merging(RevenueReader.outline) : facts
    let event: JSONOutline = [
      "id": .value, "type": .value, "account": .value, "livemode": .value, "created": .value,
      "pending_webhooks": .value,
      "data": ["object": object, "previous_attributes": object],
    ]
    return scope.comparesBodies ? event.merging(["api_version": .value]) : event
  }
}

extension FactReader {
  /// What is looked at in an object of some kinds; of metadata what stands under the keys.
  ///
  /// One outline serves them all, since an object says only inside of what kind it is.
  static func outline(of kinds: Set<StripeKind>, keys: [String]) -> JSONOutline {
    let metadata = JSONOutline.members(
      Dictionary(keys.map { ($0, .value) }, uniquingKeysWith: { first, _ in first }))
    let common: JSONOutline = [
      "id": .value, "object": .value, "livemode": .value, "created": .value, "deleted": .value,
      "customer": reference, "subscription": reference, "status": .value, "currency": .value,
      "metadata": metadata, "enabled_events": .value,
    ]
    return StripeKind.allCases.filter(kinds.contains)
      .reduce(common) { $0.merging(outline(of: $1)) }
  }

  /// What is looked at in an object of one kind besides what all have.
  private static func outline(of kind: StripeKind) -> JSONOutline {
    switch kind {
    case .subscription: subscription
    case .customer: ["email": .value]
    case .invoice: invoice
    case .checkoutSession: ["client_reference_id": .value]
    case .subscriptionSchedule: schedule
    case .price: price.merging(plan)
    case .paymentIntent, .charge, .refund, .dispute: payment
    case .balanceTransaction: balanceTransaction
    case .usageSummary: usageSummary
    case .other: [:]
    }
  }

  /// An object in full or its id alone.
  private static let reference: JSONOutline = ["id": .value]

  private static let subscription: JSONOutline = [
    "start_date": .value, "start": .value,
    "current_period_start": .value, "current_period_end": .value,
    "trial_start": .value, "trial_end": .value,
    "cancel_at_period_end": .value, "cancel_at": .value,
    "canceled_at": .value, "ended_at": .value,
    "pause_collection": ["behavior": .value],
    "collection_method": .value, "billing": .value,
    "discount": discount, "discounts": discount,
    "schedule": reference, "test_clock": reference,
    "pending_update": ["subscription_items": pricedItem],
    "items": item.merging(["data": item, "has_more": .value]),
    "plan": plan, "quantity": .value,
  ]

  private static let item: JSONOutline = [
    "id": .value, "quantity": .value, "price": price, "plan": plan,
    "current_period_start": .value, "current_period_end": .value,
  ]

  private static let price: JSONOutline = [
    "id": .value, "product": reference, "unit_amount": .value, "currency": .value,
    "active": .value,
    "recurring": ["interval": .value, "interval_count": .value, "usage_type": .value],
  ]

  private static let plan: JSONOutline = [
    "id": .value, "product": reference, "amount": .value, "currency": .value, "active": .value,
    "interval": .value, "interval_count": .value, "usage_type": .value,
  ]

  private static let discount: JSONOutline = [
    "id": .value, "coupon": reference, "source": ["coupon": reference],
  ]

  /// An item of which only the price counts.
  private static let pricedItem: JSONOutline = ["price": reference, "plan": reference]

  private static let invoice: JSONOutline = [
    "parent": ["subscription_details": ["subscription": reference]],
    "amount_due": .value, "amount_paid": .value, "total": .value, "date": .value,
    "status_transitions": ["paid_at": .value], "billing_reason": .value,
    "paid_out_of_band": .value, "latest_revision": reference,
    "payment_intent": reference, "charge": reference,
    "payments": ["data": ["status": .value, "payment": ["payment_intent": reference]]],
  ]

  private static let payment: JSONOutline = [
    "amount": .value, "amount_received": .value, "amount_refunded": .value, "invoice": reference,
    "payment_intent": reference, "charge": reference, "latest_charge": reference,
    "charges": ["data": reference], "interval": .value, "interval_count": .value,
  ]

  private static let balanceTransaction: JSONOutline = [
    "source": reference, "type": .value, "amount": .value, "net": .value,
  ]

  private static let usageSummary: JSONOutline = [
    "subscription_item": reference, "meter": reference, "total_usage": .value,
    "aggregated_value": .value, "period": ["start": .value, "end": .value],
    "start_time": .value, "end_time": .value, "invoice": reference,
  ]

  private static let schedule: JSONOutline = [
    "current_phase": ["end_date": .value],
    "phases": ["start_date": .value, "items": pricedItem, "plans": pricedItem],
  ]
}
