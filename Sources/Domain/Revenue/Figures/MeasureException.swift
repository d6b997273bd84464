public import Billing
public import Bytes

/// Something that could not be measured, or only with a doubt: a row, never a silent nothing.
public struct MeasureException: Hashable, Sendable {
  /// What is wrong.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An item's price has no amount, and no invoice line stands in for it.
    case missingPrice = "missing_price"
    /// A price has tiers that were not exported, or none for the quantity; no line stands in.
    case unknownTier = "unknown_tier"
    /// A price's amount is in another currency than the subscription.
    case priceCurrency = "price_currency"
    /// A price is not recurring, or its period is not known.
    case missingInterval = "missing_interval"
    /// A quantity is below zero, or no whole number that can be counted.
    case unknownQuantity = "unknown_quantity"
    /// A price or an invoice line asks for less than nothing.
    case negativeAmount = "negative_amount"
    /// A coupon's terms were not exported.
    case unknownCoupon = "unknown_coupon"
    /// A coupon's amount is in another currency than the subscription.
    case couponCurrency = "coupon_currency"
    /// A status that Stripe does not define.
    case unknownStatus = "unknown_status"
    /// A subscription was first seen not counting; since when is not known.
    case unknownSince = "unknown_since"
    /// A subscription is seen with another customer than before; it counts as lost by the one and
    /// won by the other.
    case customerChanged = "customer_changed"
    /// An amount is beyond 10^14 minor units a month.
    case tooLarge = "too_large"
    /// There is no rate of exchange for a month's end.
    case missingRate = "missing_rate"
    /// An older rate of exchange stands in for a month's end.
    case carriedRate = "carried_rate"
    /// A rate of exchange moved by more than a tenth within a month.
    case rateJump = "rate_jump"
  }

  /// What is wrong.
  public var kind: Kind
  /// What it is about: the id of a price or coupon, or a currency; empty when there is none.
  public var subject: Symbol
  /// The customer's id; empty when it is about none.
  public var customer: Symbol
  /// The subscription's id; empty when it is about none.
  public var subscription: Symbol
  /// The item's id; empty when it is about none.
  public var item: Symbol
  /// Where it was met first; `nil` for a rate.
  public var sight: Sight?
  /// The month it is about; `nil` when it is about none in particular.
  public var month: CalendarMonth?

  /// Creates an exception.
  public init(
    _ kind: Kind, subject: Symbol = .empty, customer: Symbol = .empty,
    subscription: Symbol = .empty, item: Symbol = .empty, sight: Sight? = nil,
    month: CalendarMonth? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.customer = customer
    self.subscription = subscription
    self.item = item
    self.sight = sight
    self.month = month
  }
}
