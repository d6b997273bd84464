public import Billing
public import Bytes
import Diagnostics
public import Reconciliation

/// Where a state comes from: the event that showed it, or the object as it was looked at.
@frozen public struct Sight: Hashable, Sendable {
  /// When the event was created, or the object looked at.
  public var time: Timestamp
  /// The event's id; empty for an object by itself and for a row of a database.
  public var event: Symbol
  /// Where the record stands.
  public var origin: RecordOrigin

  /// Creates a sight.
  @inlinable public init(time: Timestamp, event: Symbol, origin: RecordOrigin) {
    self.time = time
    self.event = event
    self.origin = origin
  }
}

extension Sight {
  /// No record at all: of what is only remembered from an earlier run.
  public static func none(at time: Timestamp) -> Sight {
    Sight(
      time: time, event: .empty,
      origin: RecordOrigin(
        file: FileID(rawValue: .max), recordNumber: 0, startByte: 0, byteCount: 0))
  }

  /// Whether a record of this run shows it.
  public var isOfRecord: Bool { origin.recordNumber > 0 }
}

/// What recurs in a subscription, as one sight of it says.
public struct SubscriptionState: Sendable {
  /// Where it comes from.
  public var sight: Sight
  /// The status; `nil` for a word that Stripe does not define, or none.
  public var status: SubscriptionStatus?
  /// The customer's id; empty when not said.
  public var customer: Symbol
  /// The currency, lower case; empty when not said.
  public var currency: Symbol
  /// When it was created.
  public var created: Timestamp?
  /// When it started; may lie before its creation.
  public var startDate: Timestamp?
  /// Start of the trial; stays when the trial is over.
  public var trialStart: Timestamp?
  /// End of the trial; stays when the trial is over.
  public var trialEnd: Timestamp?
  /// Whether it ends with the current period.
  public var endsWithPeriod = false
  /// When it will end.
  public var cancelAt: Timestamp?
  /// When somebody asked for the end.
  public var canceledAt: Timestamp?
  /// When it ended.
  public var endedAt: Timestamp?
  /// End of the current period; the latest where items differ.
  public var periodEnd: Timestamp?
  /// What becomes of invoices while collection is paused; `nil` while it is not.
  public var pause: CollectionPause?
  /// When collection goes on by itself.
  public var pauseEnd: Timestamp?
  /// The items, as places in ``RevenueHistory/items``.
  public var items = Stretch()
  /// The discounts of the subscription as a whole, as places in ``RevenueHistory/discounts``.
  public var discounts = Stretch()

  /// Creates a state of which nothing but its source is known.
  public init(sight: Sight) {
    self.sight = sight
    customer = .empty
    currency = .empty
  }
}

/// What becomes of invoices while the collection of payments is paused.
///
/// Source: Stripe API reference, “The Subscription object”, `pause_collection.behavior`.
public enum CollectionPause: UInt8, Hashable, Sendable {
  /// They stay drafts, to be collected later.
  case keepAsDraft
  /// They are given up, and nobody pays them.
  case markUncollectible
  /// They are void.
  case void
  /// A behaviour that is not known.
  case other
}

/// One item of a subscription, as one sight of it says.
public struct ItemState: Hashable, Sendable {
  /// The item's id.
  public var item: Symbol
  /// The price, as a place in ``RevenueHistory/prices``.
  public var price: Int32
  /// How many units; `nil` when not said, as for metered prices.
  public var quantity: Int64?
  /// When the item was created.
  public var created: Timestamp?
  /// The item's own discounts, as places in ``RevenueHistory/discounts``.
  public var discounts: Stretch

  /// Creates a state.
  public init(
    item: Symbol, price: Int32, quantity: Int64?, created: Timestamp? = nil,
    discounts: Stretch = Stretch()
  ) {
    self.item = item
    self.price = price
    self.quantity = quantity
    self.created = created
    self.discounts = discounts
  }
}

/// A stretch of one of the columns of a history.
@frozen public struct Stretch: Hashable, Sendable {
  /// The first place.
  public var start: UInt32
  /// How many places.
  public var count: UInt32

  /// Creates a stretch; an empty one unless told otherwise.
  @inlinable public init(start: UInt32 = 0, count: UInt32 = 0) {
    self.start = start
    self.count = count
  }

  /// The places.
  @inlinable public var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
  /// Whether there is no place.
  @inlinable public var isEmpty: Bool { count == 0 }
}
