public import Bytes

/// What revenue follows from: the states of objects over time, oldest first, in columns.
///
/// Nothing here depends on the order of the input or on copies in it: the states of an object are
/// in the order in which they happened, each once, and none follows its end.
public struct RevenueHistory: Sendable {
  /// The texts behind every symbol.
  public var symbols: Symbols
  /// Every wording of a price that was met; a price of one id has several only in odd exports.
  public var prices: [PriceTerms] = []
  /// Every wording of a coupon that was met.
  public var coupons: [CouponTerms] = []
  /// The discounts of all states.
  public var discounts: [DiscountTerms] = []
  /// The items of all states.
  public var items: [ItemState] = []
  /// The states of all subscriptions, one subscription after the other.
  public var states: [SubscriptionState] = []
  /// The subscriptions.
  public var subscriptions: [SubscriptionPast] = []
  /// What is known of invoices and money; its symbols are its own.
  public var billing = BillingFacts()

  /// Creates an empty history.
  public init(symbols: Symbols = Symbols()) { self.symbols = symbols }
}

/// One subscription over time.
public struct SubscriptionPast: Hashable, Sendable {
  /// The subscription's id.
  public var subscription: Symbol
  /// Its states, as places in ``RevenueHistory/states``; at least one.
  public var states: Stretch
  /// Whether the first state is the subscription's beginning: what was before it is not missing.
  public var startIsSeen: Bool

  /// Creates a subscription's past.
  public init(subscription: Symbol, states: Stretch, startIsSeen: Bool) {
    self.subscription = subscription
    self.states = states
    self.startIsSeen = startIsSeen
  }
}
