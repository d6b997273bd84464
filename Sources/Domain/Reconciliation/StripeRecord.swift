public import JSON

/// One event or one object of a Stripe export, wherever it was wrapped up.
///
/// It points into the document that was just read: use it at once or copy what is needed.
public struct StripeRecord {
  /// What the record is.
  public enum Kind: String, Sendable, CaseIterable {
    /// An event: it says what happened, when, and how the object was at that time.
    case event
    /// An object by itself: a snapshot, which does not say when it was taken.
    case object
  }

  /// What the record was found in; where containers are nested, the innermost.
  public enum Container: String, Sendable, CaseIterable {
    /// It stands by itself.
    case bare
    /// A page of a list.
    case listPage = "list-page"
    /// A page of search results.
    case searchPage = "search-page"
    /// A page of the second API generation.
    case nextGenerationPage = "v2-page"
    /// An array.
    case array
    /// An Amazon EventBridge envelope.
    case eventBridge = "event-bridge"
    /// An Azure Event Grid envelope (CloudEvents).
    case eventGrid = "event-grid"
    /// A row or request that somebody logged, with the event in one of its fields.
    case deliveryLog = "delivery-log"
    /// A list inside another object.
    case nestedList = "nested-list"
  }

  /// What the record is.
  public var kind: Kind
  /// The event or the object, without its container.
  public var value: JSONValue
  /// What it was found in.
  public var container: Container
  /// Where it stands.
  public var origin: RecordOrigin
  /// The hash of all that an event says but `pending_webhooks`; nil where it is not known yet.
  ///
  /// Where it is known, ``value`` may have only those members that somebody asked for.
  public var contentHash: UInt64?

  /// Creates a record.
  @inlinable public init(
    kind: Kind, value: JSONValue, container: Container, origin: RecordOrigin,
    contentHash: UInt64? = nil
  ) {
    self.kind = kind
    self.value = value
    self.container = container
    self.origin = origin
    self.contentHash = contentHash
  }
}
