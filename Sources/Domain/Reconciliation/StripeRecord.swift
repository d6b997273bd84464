public import JSON

/// One record of the Stripe side.
public struct StripeRecord {
  /// What a record is.
  public enum Kind: Sendable { case event, object }
  /// Its kind.
  public var kind: Kind
  /// The value.
  public var value: JSONValue
  /// Where it stands.
  public var origin: RecordOrigin
}
