public import Billing
public import Bytes

/// What is known about one Stripe object after all sights of it were folded.
public struct StripeObject: Sendable {
  /// What the fold found out besides the state.
  @frozen public struct Notes: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt16
    /// Creates a set from its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The object's beginning was seen: a `created` event, or a snapshot.
    public static let startKnown = Notes(rawValue: 1 << 0)
    /// An update replaced a value that no earlier sight had: an event is missing in between.
    public static let hasGap = Notes(rawValue: 1 << 1)
    /// Two sights of the same second disagree and nothing tells which came last.
    public static let ambiguous = Notes(rawValue: 1 << 2)
    /// One event id came with two different contents.
    public static let conflicting = Notes(rawValue: 1 << 3)
    /// There are events after the dump's clock; they may not have arrived there yet.
    public static let inFlight = Notes(rawValue: 1 << 4)
    /// A rejected record may have been about this object.
    public static let tainted = Notes(rawValue: 1 << 5)
    /// Something was seen after the object had ended.
    public static let seenAfterEnd = Notes(rawValue: 1 << 6)

    /// Whether nothing doubtful is known, so that a fix may rest on the state.
    public var allowFix: Bool {
      isDisjoint(with: [.hasGap, .ambiguous, .conflicting, .tainted])
    }
  }

  /// The kind of object.
  public var kind: StripeKind
  /// The object's id.
  public var id: Symbol
  /// The stretch of ``StripeLedger/timeline`` that lists its sights, oldest first.
  public var timeline: Range<Int>
  /// The latest sight that is not in flight, as a place in ``StripeFacts/observations``.
  ///
  /// `nil` when every sight is in flight.
  public var state: Int?
  /// What else the fold found out.
  public var notes: Notes

  /// Creates an object.
  public init(
    kind: StripeKind, id: Symbol, timeline: Range<Int>, state: Int?, notes: Notes
  ) {
    self.kind = kind
    self.id = id
    self.timeline = timeline
    self.state = state
    self.notes = notes
  }
}

/// The Stripe side, folded: one entry for each object, in the order of their ids' bytes.
public struct StripeLedger: Sendable {
  /// What was read.
  public var facts: StripeFacts
  /// Places in the observations, grouped by object, oldest first within each.
  public var timeline: [UInt32]
  /// The objects of each kind, in `StripeKind.allCases` order, sorted by id.
  public var objects: [[StripeObject]]
  /// Distinct events, after identical copies were dropped.
  public var eventCount: Int
  /// Identical copies that were dropped.
  public var duplicateCount: Int
  /// The earliest and latest event.
  public var window: ClosedRange<Timestamp>?

  /// Creates a ledger.
  public init(facts: StripeFacts) {
    self.facts = facts
    timeline = []
    objects = StripeKind.allCases.map { _ in [] }
    eventCount = 0
    duplicateCount = 0
    window = nil
  }

  /// The objects of one kind, sorted by id.
  public subscript(kind: StripeKind) -> [StripeObject] { objects[Int(kind.rawValue)] }

  /// One fact of an object's present state; unknown when the object has none.
  public func fact(_ field: StripeField, of object: StripeObject) -> Cell {
    guard let state = object.state else { return .unknown }
    return facts.fact(field, of: facts.observations[state])
  }

  /// The status of a subscription; `nil` when unknown or not a word Stripe defines.
  public func status(of object: StripeObject) -> SubscriptionStatus? {
    guard let word = fact(.status, of: object).symbol else { return nil }
    return SubscriptionStatus(rawValue: facts.symbols.text(word))
  }
}
