public import Bytes

/// One of Stripe's objects, by its id.
public struct ObjectName: Hashable, Sendable {
  /// Its kind.
  public var kind: StripeKind
  /// Its id.
  public var id: Symbol

  /// Names an object.
  public init(_ kind: StripeKind, _ id: Symbol) {
    self.kind = kind
    self.id = id
  }
}

/// Which past has to be looked up to tell how a finding came about.
public struct TraceRequest: Hashable, Sendable {
  /// The object whose events bear on the finding; its id is empty for none.
  public var object: ObjectName
  /// The table of the row it is held against; empty for that of the subscriptions.
  public var table: String
  /// The row it is held against, as a place in its table.
  public var row: Int?
  /// The event that the row was last written from; empty when it does not say.
  public var marker: Symbol
  /// The other objects whose events may bear on it: the owner's other subscriptions, or a payment
  /// beside its invoice.
  public var siblings: [ObjectName]

  /// Creates a request about nothing.
  public init() {
    object = ObjectName(.subscription, .empty)
    table = ""
    row = nil
    marker = .empty
    siblings = []
  }

  /// All objects whose past is asked for.
  public var objects: [Symbol] { ([object] + siblings).map(\.id).filter { $0 != .empty } }
}

/// What the files tell about how a finding came about.
public struct Trace: Sendable {
  /// The past of the finding's own object, beside its row.
  public var timeline: Timeline
  /// The past of the other objects, beside the same row.
  public var siblings: [Timeline]

  /// Creates a trace.
  public init(timeline: Timeline = Timeline(), siblings: [Timeline] = []) {
    self.timeline = timeline
    self.siblings = siblings
  }
}
