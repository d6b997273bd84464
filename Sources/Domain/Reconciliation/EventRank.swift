public import Bytes

/// Where a sight stands among others of the same second, by the kind of its event.
@frozen public enum EventRank: UInt8, Comparable, Sendable {
  /// The object was created.
  case creation
  /// The object was changed.
  case update
  /// Something is told that an update of the same second did, for example `paused`.
  case transition
  /// An invoice was finalized.
  case finalization
  /// An invoice was paid.
  case payment
  /// The payment of an invoice succeeded.
  case paymentSuccess
  /// The object was deleted.
  case deletion
  /// The object was looked at: no event.
  case snapshot

  /// The rank of an event's type, for example `customer.subscription.updated`.
  public init(type: ByteView) {
    var start = type.count
    while start > 0, type[start - 1] != UInt8(ascii: ".") { start -= 1 }
    let verb = type[start..<type.count]
    if verb.equals("updated") {
      self = .update
    } else if verb.equals("created") {
      self = .creation
    } else if verb.equals("finalized") {
      self = .finalization
    } else if verb.equals("paid") {
      self = .payment
    } else if verb.equals("payment_succeeded") {
      self = .paymentSuccess
    } else {
      self = verb.equals("deleted") ? .deletion : .transition
    }
  }

  /// Orders by what comes first within a second.
  @inlinable public static func < (one: EventRank, other: EventRank) -> Bool {
    one.rawValue < other.rawValue
  }

  /// The last word of an event's type; `nil` where several types share the rank.
  public var verb: StaticString? {
    switch self {
    case .creation: "created"
    case .update: "updated"
    case .finalization: "finalized"
    case .payment: "paid"
    case .paymentSuccess: "payment_succeeded"
    case .deletion: "deleted"
    case .transition, .snapshot: nil
    }
  }
}
