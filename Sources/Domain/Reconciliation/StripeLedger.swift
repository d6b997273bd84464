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
    /// Another event stands so close to the end, or after it, that its delivery may have come last.
    public static let endHasRival = Notes(rawValue: 1 << 7)

    /// Whether nothing doubtful is known, so that a fix may rest on the state.
    public var allowFix: Bool {
      isDisjoint(with: [.hasGap, .ambiguous, .conflicting, .tainted])
    }
  }

  /// The object's id.
  public var id: Symbol
  /// The event that gave the state; empty when a snapshot did.
  public var event: Symbol
  /// Where the record stands that gave the state.
  public var origin: RecordOrigin
  /// The state's row in the ledger's table of the kind; see ``hasState``.
  public var row: UInt32
  /// The kind of object.
  public var kind: StripeKind
  /// What else the fold found out.
  public var notes: Notes
  /// When it last changed, as far as events tell; before everything where none does.
  public var changedAt = Timestamp(microseconds: .min)

  /// The row of an object without a state.
  @inlinable public static var noRow: UInt32 { .max }

  /// Whether a sight gives the state; none does when all of them are in flight.
  @inlinable public var hasState: Bool { row != Self.noRow }

  /// Creates an object whose state stands in `row`, or that has none.
  public init(
    kind: StripeKind, id: Symbol, row: UInt32 = StripeObject.noRow, event: Symbol = .empty,
    origin: RecordOrigin, notes: Notes = []
  ) {
    self.kind = kind
    self.id = id
    self.row = row
    self.event = event
    self.origin = origin
    self.notes = notes
  }
}

/// The Stripe side, folded: one entry for each object, in the order of their ids' bytes.
///
/// What was superseded is not in it: its size is that of the objects, not of their events.
public struct StripeLedger: Sendable {
  /// The texts behind every symbol.
  public var symbols: Symbols
  /// The objects of each kind, in `StripeKind.allCases` order, sorted by id.
  public internal(set) var objects: [[StripeObject]]
  /// The states of each kind, in `StripeKind.allCases` order.
  public private(set) var states: [SnapshotTable]
  /// Distinct events, after identical copies were dropped.
  public var eventCount: Int
  /// Identical copies that were dropped.
  public var duplicateCount: Int
  /// What the records say about the export as a whole.
  public var survey: StripeSurvey
  /// What the application's ledger says about the events.
  public var audit = LedgerAudit()

  /// Creates an empty ledger.
  ///
  /// - Parameter symbols: a table to go on with.
  public init(symbols: Symbols = Symbols()) {
    self.symbols = symbols
    objects = StripeKind.allCases.map { _ in [] }
    states = StripeKind.allCases.map { SnapshotTable(kind: $0) }
    eventCount = 0
    duplicateCount = 0
    survey = StripeSurvey()
  }

  /// Whether there is no object.
  public var isEmpty: Bool { objects.allSatisfy(\.isEmpty) }

  /// The earliest and latest event.
  public var window: ClosedRange<Timestamp>? { survey.window }

  /// The objects of one kind, sorted by id.
  @inlinable public subscript(kind: StripeKind) -> [StripeObject] {
    @inline(__always) get { objects[Int(kind.rawValue)] }
  }

  /// One fact of an object's present state; unknown when the object has none.
  @inlinable @inline(__always)
  public func fact(_ field: StripeField, of object: StripeObject) -> Cell {
    object.hasState ? states[Int(object.kind.rawValue)][object.row, field] : .unknown
  }

  /// The status of a subscription; `nil` when unknown or not a word Stripe defines.
  public func status(of object: StripeObject) -> SubscriptionStatus? {
    guard let word = fact(.status, of: object).symbol else { return nil }
    return SubscriptionStatus(rawValue: symbols.text(word))
  }

  /// Whether a snapshot shows every subscription that runs, so that nothing hangs on events.
  ///
  /// - Complexity: linear in the subscriptions.
  public var isKnownBySnapshots: Bool {
    survey.hasSnapshots
      && self[.subscription].allSatisfy { object in
        object.hasState && (object.event == .empty || status(of: object)?.isTerminal == true)
      }
  }

  /// Adds an object; call ``sort()`` after the last one.
  ///
  /// - Parameters:
  ///   - object: the object, its symbols those of this ledger; its row is set here.
  ///   - state: the cells of its state in `StripeKind.fields` order; `nil` when it has none.
  public mutating func add(_ object: StripeObject, state: (some Sequence<Cell>)?) {
    var object = object
    let kind = Int(object.kind.rawValue)
    object.row = state.map { states[kind].add(row: $0) } ?? StripeObject.noRow
    objects[kind].append(object)
  }

  /// Whether the objects of another ledger still have numbers here; see `Symbols.hasRoom(for:)`.
  public func hasRoom(for part: StripeLedger) -> Bool { symbols.hasRoom(for: part.symbols) }

  /// Adds the objects of another ledger, of which this one has none; call ``sort()`` after the
  /// last one.
  ///
  /// - Parameters:
  ///   - part: the other ledger.
  ///   - count: how many symbols, from the first, are the same in both.
  public mutating func absorb(_ part: StripeLedger, sharing count: Int) {
    var numbers = SymbolTranslation(from: part.symbols, sharing: count)
    numbers.prepare(part.usedSymbols, for: &symbols)
    for kind in objects.indices {
      let firstRow = UInt32(states[kind].count)
      states[kind].absorb(part.states[kind]) { cell in
        cell.symbol.map { .symbol(numbers.translate($0, into: &symbols)) } ?? cell
      }
      for var object in part.objects[kind] {
        object.id = numbers.translate(object.id, into: &symbols)
        object.event = numbers.translate(object.event, into: &symbols)
        if object.hasState { object.row += firstRow }
        objects[kind].append(object)
      }
    }
    eventCount += part.eventCount
    duplicateCount += part.duplicateCount
    survey.add(part.survey)
  }

  /// Every symbol that an object or its state has, some of them more than once.
  private var usedSymbols: [Symbol] {
    var used: [Symbol] = []
    for kind in objects.indices {
      for object in objects[kind] {
        used.append(object.id)
        used.append(object.event)
      }
      for cell in states[kind].cells { if let symbol = cell.symbol { used.append(symbol) } }
    }
    return used
  }

  /// Makes room for several parts of about the size of one, so that nothing is moved.
  ///
  /// - Parameters:
  ///   - times: how many parts there are.
  ///   - part: one of them; of its texts, those of what was superseded are not wanted.
  public mutating func reserve(_ times: Int, like part: StripeLedger) {
    // Parts differ a little in size.
    let times = times + times / 16 + 1
    for kind in objects.indices {
      objects[kind].reserveCapacity(part.objects[kind].count * times)
      states[kind].reserve(rowCount: part.states[kind].count * times)
    }
    symbols.reserve(times, like: part.symbols)
  }

  /// Puts the objects in the order of their ids' bytes.
  public mutating func sort() {
    for kind in objects.indices { symbols.sort(&objects[kind]) { $0.id } }
  }
}
