extension RowField {
  /// The fact of a subscription that a row copies into this field as it is.
  ///
  /// `nil` for fields that a rule works out (status, plan, amount) and for those that say nothing
  /// about Stripe.
  public var copied: StripeField? {
    switch self {
    case .customer: .customer
    case .price: .price
    case .product: .product
    case .item: .item
    case .cancelAtPeriodEnd: .cancelAtPeriodEnd
    case .cancelAt: .cancelAt
    case .canceledAt: .canceledAt
    case .endedAt: .endedAt
    case .trialStart: .trialStart
    case .trialEnd: .trialEnd
    case .periodStart: .periodStart
    case .periodEnd: .periodEnd
    case .quantity: .quantity
    case .currency: .currency
    case .interval: .interval
    case .pause: .pauseBehavior
    case .discount: .discount
    default: nil
    }
  }
}
