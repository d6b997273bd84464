public import Billing
public import Bytes

/// What a coupon takes off.
///
/// Source: Stripe API reference, “The Coupon object”.
public struct CouponTerms: Hashable, Sendable {
  /// The coupon's id.
  public var coupon: Symbol
  /// What it takes off.
  public var reduction: Reduction
  /// For how long.
  public var duration: Duration
  /// The products it is for; empty for all.
  public var products: [Symbol]

  /// What a coupon takes off.
  public enum Reduction: Hashable, Sendable {
    /// A part of the price, 0 to 1.
    case share(Fraction)
    /// Minor units of a currency, off each invoice.
    case amount(Fraction, currency: Symbol)
  }

  /// For how long a coupon takes something off.
  public enum Duration: UInt8, Hashable, Sendable {
    /// As long as the subscription runs.
    case forever
    /// For some months.
    case repeating
    /// Off one invoice.
    case once
  }

  /// Creates terms.
  public init(
    coupon: Symbol, reduction: Reduction, duration: Duration, products: [Symbol] = []
  ) {
    self.coupon = coupon
    self.reduction = reduction
    self.duration = duration
    self.products = products
  }
}

/// A coupon as it is applied to a subscription or to one of its items.
///
/// Source: Stripe API reference, “The Discount object”.
public struct DiscountTerms: Hashable, Sendable {
  /// The discount's id, or the coupon's where the discount has none.
  public var discount: Symbol
  /// The coupon's id; empty when only the discount's id is known.
  public var coupon: Symbol
  /// The coupon, as a place in ``RevenueHistory/coupons``; `nil` when its terms were not exported
  /// with it.
  public var terms: Int32?
  /// When it begins to apply; `nil` for always.
  public var start: Timestamp?
  /// The first instant at which it applies no more; `nil` while no end is known.
  public var end: Timestamp?

  /// Creates a discount.
  public init(
    discount: Symbol, coupon: Symbol, terms: Int32?, start: Timestamp? = nil,
    end: Timestamp? = nil
  ) {
    self.discount = discount
    self.coupon = coupon
    self.terms = terms
    self.start = start
    self.end = end
  }
}
