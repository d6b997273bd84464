public import Billing
public import Bytes

/// One change of what an item of a subscription brings in a month: a row of the item ledger.
///
/// The monthly amount of everything at any time is the running sum of these.
public struct ItemChange: Sendable {
  /// When it took effect.
  public var time: Timestamp
  /// The sight it follows from; its time is when the change was recorded.
  public var sight: Sight
  /// The customer's id.
  public var customer: Symbol
  /// The subscription's id.
  public var subscription: Symbol
  /// The item's id.
  public var item: Symbol
  /// The currency, lower case.
  public var currency: Symbol
  /// The price that is charged from now on; when the item ends, the one that was.
  public var price: PriceLabel
  /// Why.
  public var reason: ChangeReason
  /// How much the counted quantity changed.
  public var quantityChange: Int64
  /// The counted quantity from now on.
  public var quantityAfter: Int64
  /// Minor units a month before discounts, from now on.
  public var grossAfter: Int64
  /// Minor units a month, from now on.
  public var netAfter: Int64
  /// How much ``grossAfter`` is above what was before, in minor units.
  public var grossChange: Int64
  /// How much ``netAfter`` is above what was before, in minor units.
  public var netChange: Int64

  /// Creates a change from nothing to nothing.
  public init(
    time: Timestamp, sight: Sight, customer: Symbol, subscription: Symbol, item: Symbol,
    currency: Symbol, price: PriceLabel, reason: ChangeReason
  ) {
    self.time = time
    self.sight = sight
    self.customer = customer
    self.subscription = subscription
    self.item = item
    self.currency = currency
    self.price = price
    self.reason = reason
    quantityChange = 0
    quantityAfter = 0
    grossAfter = 0
    netAfter = 0
    grossChange = 0
    netChange = 0
  }
}

/// What of a price stands beside a figure.
public struct PriceLabel: Hashable, Sendable {
  /// The price's id.
  public var price: Symbol
  /// The product's id.
  public var product: Symbol
  /// How often it recurs.
  public var period: BillingPeriod?

  /// Creates a label.
  public init(price: Symbol, product: Symbol, period: BillingPeriod?) {
    self.price = price
    self.product = product
    self.period = period
  }
}

/// Why the monthly amount of an item changed.
public enum ChangeReason: String, Hashable, Sendable, CaseIterable {
  /// The subscription started.
  case start
  /// Its trial is over.
  case trialEnd = "trial_end"
  /// It was put into a trial.
  case trialStart = "trial_start"
  /// It ended.
  case end
  /// Its end was asked for, and that counts here.
  case cancelRequest = "cancel_request"
  /// Its end was asked for, and that was taken back.
  case cancelRevoked = "cancel_revoked"
  /// Stripe gave up on its unpaid invoices.
  case unpaid
  /// Its renewal was not paid for longer than is waited for.
  case delinquent
  /// It was paid after it had counted as lost.
  case recovered
  /// Its collection was paused, or it was.
  case paused
  /// It goes on after a pause.
  case resumed
  /// The item was added.
  case itemAdded = "item_added"
  /// The item was taken away.
  case itemRemoved = "item_removed"
  /// Its price is another, or asks for another amount.
  case priceChange = "price_change"
  /// Its quantity is another.
  case quantityChange = "quantity_change"
  /// A discount began, ended or is another.
  case discountChange = "discount_change"
  /// It is billed in another currency.
  case currencyChange = "currency_change"
  /// Its subscription is another customer's.
  case customerChange = "customer_change"
  /// What was reported of a closed month is known otherwise now.
  case correction
  /// Several of these at once.
  case several
}
