import JSON

extension RevenueReader {
  /// What is looked at in an object of any kind; one outline serves all of them.
  static let outline: JSONOutline = common.merging(price).merging(coupon).merging(invoice)
    .merging(billing)

  private static let common: JSONOutline = [
    "id": .value, "object": .value, "status": .value, "customer": ["id": .value],
    "currency": .value, "created": .value, "start_date": .value, "start": .value,
    "trial_start": .value, "trial_end": .value, "cancel_at_period_end": .value,
    "cancel_at": .value, "canceled_at": .value, "ended_at": .value, "current_period_end": .value,
    "deleted": .value, "quantity": .value, "plan": price.merging(["object": .value]),
    "pause_collection": ["behavior": .value, "resumes_at": .value],
    "discount": discount, "discounts": discount,
    "items": item.merging(["data": item, "has_more": .value]),
  ]

  private static let item: JSONOutline = [
    "id": .value, "quantity": .value, "created": .value, "current_period_end": .value,
    "price": price, "plan": price, "discounts": discount,
  ]

  private static let price: JSONOutline = [
    "id": .value, "product": ["id": .value], "currency": .value,
    "recurring": ["interval": .value, "interval_count": .value, "usage_type": .value],
    "interval": .value, "interval_count": .value, "usage_type": .value,
    "unit_amount": .value, "unit_amount_decimal": .value, "amount": .value,
    "amount_decimal": .value, "billing_scheme": .value, "tiers_mode": .value,
    "transform_quantity": ["divide_by": .value, "round": .value],
    "transform_usage": ["divide_by": .value, "round": .value],
    "tiers": [
      "up_to": .value, "unit_amount": .value, "unit_amount_decimal": .value,
      "flat_amount": .value, "flat_amount_decimal": .value,
    ],
  ]

  private static let coupon: JSONOutline = [
    "id": .value, "duration": .value, "percent_off": .value, "amount_off": .value,
    "currency": .value, "applies_to": ["products": .value],
  ]

  private static let discount: JSONOutline = [
    "id": .value, "start": .value, "end": .value, "coupon": coupon, "source": ["coupon": coupon],
  ]

  private static let invoice: JSONOutline = [
    "parent": ["subscription_details": ["subscription": ["id": .value]]],
    "subscription": ["id": .value], "amount_paid": .value,
    "status_transitions": ["paid_at": .value], "lines": ["data": line],
  ]

  private static let line: JSONOutline = [
    "amount": .value, "proration": .value, "subscription_item": .value,
    "period": ["start": .value], "price": price, "plan": price,
    "pricing": ["unit_amount_decimal": .value],
    "parent": [
      "subscription_item_details": ["subscription_item": .value, "proration": .value]
    ],
  ]
}
