public import Billing

/// A value that may be missing, in eight bytes instead of sixteen.
///
/// A large account has facts by the tens of millions, most of them times and amounts that may be
/// missing. The least number stands for nothing: Stripe has no such amount, and no time is so far.
@propertyWrapper
@frozen public struct Compact<Value: CompactValue>: Hashable, Sendable {
  @usableFromInline var number: Int64

  /// Holds nothing.
  @inlinable public init() { number = .min }

  /// The value; nothing where it is missing.
  @inlinable public var wrappedValue: Value? {
    get { number == .min ? nil : Value(compact: number) }
    set { number = newValue?.compact ?? .min }
  }
}

/// What fits into the eight bytes of a ``Compact`` and is never the least number.
public protocol CompactValue: Hashable, Sendable {
  /// The value as a number.
  var compact: Int64 { get }
  /// Creates the value of a number.
  init(compact: Int64)
}

extension Int64: CompactValue {
  /// The number itself.
  @inlinable public var compact: Int64 { self }
  /// Creates the number itself.
  @inlinable public init(compact: Int64) { self = compact }
}

extension Timestamp: CompactValue {
  /// Its microseconds.
  @inlinable public var compact: Int64 { microseconds }
  /// Creates the instant of so many microseconds.
  @inlinable public init(compact: Int64) { self.init(microseconds: compact) }
}
