public import Billing
public import Bytes

/// What a change of a customer's monthly amount is to a business.
public enum MovementKind: String, Hashable, Sendable, CaseIterable {
  /// From nothing, for the first time.
  case new
  /// From nothing, once more.
  case reactivation
  /// To more.
  case expansion
  /// To less, but not nothing.
  case contraction
  /// To nothing.
  case churn
}

/// One movement of a customer in one currency.
public struct Movement: Sendable {
  /// The first instant of the period within which changes are one movement.
  public var period: Timestamp
  /// When the last of its changes took effect.
  public var time: Timestamp
  /// What it is.
  public var kind: MovementKind
  /// Why.
  public var reason: ChangeReason
  /// The customer's id.
  public var customer: Symbol
  /// The currency, lower case.
  public var currency: Symbol
  /// Minor units a month before.
  public var before: Int64
  /// Minor units a month after.
  public var after: Int64
  /// The item changes it is made of, as places in ``RecurringLedger/changes``.
  public var changes: Stretch

  /// How much more a month, in minor units; less when negative.
  public var change: Int64 { after - before }

  /// Creates a movement.
  public init(
    period: Timestamp, time: Timestamp, kind: MovementKind, reason: ChangeReason,
    customer: Symbol, currency: Symbol, before: Int64, after: Int64, changes: Stretch
  ) {
    self.period = period
    self.time = time
    self.kind = kind
    self.reason = reason
    self.customer = customer
    self.currency = currency
    self.before = before
    self.after = after
    self.changes = changes
  }
}

/// An amount and a number of customers for each kind of movement.
public struct MovementSums<Value: Hashable & Sendable>: Hashable, Sendable {
  /// From nothing, for the first time.
  public var new: Value
  /// From nothing, once more.
  public var reactivation: Value
  /// To more.
  public var expansion: Value
  /// To less; negative.
  public var contraction: Value
  /// To nothing; negative.
  public var churn: Value

  /// Creates sums that are all alike.
  public init(all value: Value) {
    new = value
    reactivation = value
    expansion = value
    contraction = value
    churn = value
  }

  /// The sum of a kind.
  public subscript(kind: MovementKind) -> Value {
    get {
      switch kind {
      case .new: new
      case .reactivation: reactivation
      case .expansion: expansion
      case .contraction: contraction
      case .churn: churn
      }
    }
    set {
      switch kind {
      case .new: new = newValue
      case .reactivation: reactivation = newValue
      case .expansion: expansion = newValue
      case .contraction: contraction = newValue
      case .churn: churn = newValue
      }
    }
  }
}
