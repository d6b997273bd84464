public import Bytes

/// Which past has to be looked up to tell how a finding came about.
public struct TraceRequest: Hashable, Sendable {
  /// The object whose events bear on the finding; empty for none.
  public var object: Symbol
  /// Its kind.
  public var kind: StripeKind
  /// The row it is held against, as a place in the subscriptions table.
  public var row: Int?
  /// The event that the row was last written from; empty when it does not say.
  public var marker: Symbol
  /// The owner's other subscriptions.
  public var siblings: [Symbol]

  /// Creates a request about nothing.
  public init() {
    object = .empty
    kind = .subscription
    row = nil
    marker = .empty
    siblings = []
  }

  /// All objects whose past is asked for.
  public var objects: [Symbol] { ([object] + siblings).filter { $0 != .empty } }
}

/// What the files tell about how a finding came about.
public struct Trace: Sendable {
  /// The past of the finding's own object, beside its row.
  public var timeline: Timeline
  /// The past of the owner's other subscriptions, beside the same row.
  public var siblings: [Timeline]

  /// Creates a trace.
  public init(timeline: Timeline = Timeline(), siblings: [Timeline] = []) {
    self.timeline = timeline
    self.siblings = siblings
  }
}
