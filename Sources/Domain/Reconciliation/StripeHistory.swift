public import Billing
public import Bytes

/// What is known about one past state of an object besides the state itself.
public struct PastState: Hashable, Sendable {
  /// How the state is known.
  public enum Source: String, Sendable {
    /// An event showed the object as it was then.
    case event
    /// The object was looked at.
    case snapshot
    /// The next update says what it replaced; the event that led here is not in the export.
    case inferred
  }

  /// The kind of object.
  public var kind: StripeKind
  /// How it is known.
  public var source: Source
  /// The event that showed it; empty unless one did.
  public var event: String
  /// When the event was created or the object looked at; of an inferred state, when it ended.
  public var time: Timestamp
  /// Where the event stands among others of its second.
  public var rank: EventRank
  /// The type of the event, where its rank does not tell it; else empty.
  public var type = ""
  /// Where the record stands.
  public var origin: RecordOrigin

  /// Creates a state that an event or a snapshot shows.
  public init(
    _ kind: StripeKind, source: Source, event: String, time: Timestamp, rank: EventRank,
    origin: RecordOrigin
  ) {
    self.kind = kind
    self.source = source
    self.event = event
    self.time = time
    self.rank = rank
    self.origin = origin
  }

  /// The type of the event that showed it, for example `customer.subscription.updated`.
  ///
  /// `nil` unless an event did.
  public var eventType: String? {
    guard source == .event else { return nil }
    return type.isEmpty ? rank.verb.map { "\(eventFamily).\($0)" } : type
  }

  /// What the types of the object's events begin with.
  ///
  /// Source: Stripe API reference, “Types of events”.
  private var eventFamily: String {
    switch kind {
    case .subscription: "customer.subscription"
    case .dispute: "charge.dispute"
    default: "\(kind.objectName)"
    }
  }
}

/// All states of a few objects, oldest first: the memory that the fold does not keep.
///
/// Each state stands in ``ledger`` as if it were an object of its own, so that whatever reads the
/// present state of an object reads a past one, too. Its symbols are those of the run, and behind
/// them one for each text that the run does not have.
public struct StripeHistory: Sendable {
  /// The past of some objects, as one thread puts it together.
  public struct Part: Sendable {
    /// An object and its states, oldest first, each with its cells in `StripeKind.fields` order.
    public struct Object: Sendable {
      var id: Symbol
      var kind: StripeKind
      var states: [(PastState, [Cell])]
    }

    /// The objects.
    public private(set) var objects: [Object] = []
    /// How many texts the run has: higher numbers stand for ``strangers``, from one on.
    public let knownCount: UInt32
    /// The texts that the run does not have.
    public private(set) var strangers: [[UInt8]] = []
    private var numbers: [[UInt8]: Symbol] = [:]
    private let symbols: Symbols

    /// Creates an empty part.
    ///
    /// - Parameter symbols: the texts of the run.
    public init(symbols: Symbols) {
      self.symbols = symbols
      knownCount = UInt32(symbols.count)
    }

    /// Adds an object that is not there yet; its symbols are those of this part.
    public mutating func add(_ id: Symbol, _ kind: StripeKind, _ states: [(PastState, [Cell])]) {
      objects.append(Object(id: id, kind: kind, states: states))
    }

    /// The symbol of a text.
    public mutating func symbol(of text: ByteView) -> Symbol {
      if let known = symbols.find(text) { return known }
      let text = text.array
      if let stranger = numbers[text] { return stranger }
      strangers.append(text)
      let stranger = Symbol(rawValue: knownCount + UInt32(strangers.count))
      numbers[text] = stranger
      return stranger
    }
  }

  /// One object for each state.
  public private(set) var ledger: StripeLedger
  /// What is known about each of them, by kind in `StripeKind.allCases` order.
  private var past: [[PastState]]
  private var ranges: [[Symbol: Range<Int>]]

  /// Creates an empty history.
  ///
  /// - Parameter symbols: the texts of the run.
  public init(symbols: Symbols = Symbols()) {
    ledger = StripeLedger(symbols: symbols)
    past = StripeKind.allCases.map { _ in [] }
    ranges = StripeKind.allCases.map { _ in [:] }
  }

  /// Adds an object that is not there yet.
  ///
  /// - Parameters:
  ///   - id: the object's id.
  ///   - kind: its kind.
  ///   - states: its states, oldest first, each with its cells in `StripeKind.fields` order.
  public mutating func add(_ id: Symbol, _ kind: StripeKind, _ states: [(PastState, [Cell])]) {
    let start = past[Int(kind.rawValue)].count
    for (state, cells) in states {
      past[Int(kind.rawValue)].append(state)
      ledger.add(StripeObject(kind: kind, id: id, origin: state.origin), state: cells)
    }
    ranges[Int(kind.rawValue)][id] = start..<start + states.count
  }

  /// Adds the objects of a part; those of different parts are different.
  public mutating func add(_ part: Part) {
    let known = UInt32(ledger.symbols.count)
    let strangers = part.strangers.map { ledger.symbols.intern(bytes: $0) }
    func own(_ symbol: Symbol) -> Symbol {
      symbol.rawValue > part.knownCount
        ? strangers[Int(symbol.rawValue - part.knownCount) - 1] : symbol
    }
    precondition(part.knownCount <= known)
    for object in part.objects {
      let states = object.states.map { past, cells in
        (past, cells.map { cell in cell.symbol.map { .symbol(own($0)) } ?? cell })
      }
      add(own(object.id), object.kind, states)
    }
  }

  /// The text behind a symbol of a state.
  public func text(_ symbol: Symbol) -> String { ledger.symbols.text(symbol) }

  /// The places of an object's states, oldest first; empty when it has none.
  public func places(of id: Symbol, _ kind: StripeKind) -> Range<Int> {
    ranges[Int(kind.rawValue)][id] ?? 0..<0
  }

  /// What is known about a state.
  public func state(_ place: Int, _ kind: StripeKind) -> PastState {
    past[Int(kind.rawValue)][place]
  }

  /// The ids of all events that show a state, in no order.
  public var events: [String] {
    past.flatMap { $0.lazy.filter { $0.source == .event }.map(\.event) }
  }
}

/// One state of a subscription's past beside the row as it is now.
public struct TimelinePoint: Hashable, Sendable {
  /// The state.
  public var state: PastState
  /// The fields of the row that do not say what the state would have them say; the row's own name
  /// of the subscription is not among them.
  public var differing: Set<RowField>
  /// What became of the money, of an invoice or a payment.
  public var money: MoneyState?

  /// Creates a point.
  public init(state: PastState, differing: Set<RowField>, money: MoneyState? = nil) {
    self.state = state
    self.differing = differing
    self.money = money
  }
}

/// An object's past beside a row, oldest first.
public struct Timeline: Sendable {
  /// The points; none when nothing is known of the past.
  public var points: [TimelinePoint]
  /// The fields that were compared at all.
  public var compared: Set<RowField>

  /// Creates a timeline.
  public init(points: [TimelinePoint] = [], compared: Set<RowField> = []) {
    self.points = points
    self.compared = compared
  }

  /// Whether the object's beginning is among the points.
  public var knowsStart: Bool { points.first?.state.rank == .creation }

  /// Fields in which the row equals none of the states.
  public var foreign: Set<RowField> {
    guard let first = points.first else { return [] }
    return points.dropFirst().reduce(first.differing) { $0.intersection($1.differing) }
  }
}
