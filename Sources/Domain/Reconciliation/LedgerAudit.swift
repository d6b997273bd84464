public import Billing
public import Bytes

/// An exported event that the application's ledger lacks although it should have it, or has and
/// did not finish.
public struct ExportedEvent: Sendable {
  /// The event's id.
  public var event: Symbol
  /// The event's type, for example `customer.subscription.updated`.
  public var type: Symbol
  /// The kind of its object.
  public var kind: StripeKind
  /// The id of its object.
  public var object: Symbol
  /// When it was created.
  public var time: Timestamp
  /// Endpoints that had not answered yet; -1 when not stated.
  public var pendingWebhooks: Int32
  /// Where the record stands.
  public var origin: RecordOrigin

  /// Creates an event.
  public init(
    event: Symbol, type: Symbol, kind: StripeKind, object: Symbol, time: Timestamp,
    pendingWebhooks: Int32, origin: RecordOrigin
  ) {
    self.event = event
    self.type = type
    self.kind = kind
    self.object = object
    self.time = time
    self.pendingWebhooks = pendingWebhooks
    self.origin = origin
  }
}

/// What comparing the exported events with the application's ledger gave.
public struct LedgerAudit: Sendable {
  /// What the ledger lacks of an event.
  public enum Lack: Sendable {
    /// The event: no row names it.
    case unrecorded
    /// Its end: a row says that it failed, or is still in processing.
    case unfinished
    /// What it says: the application's copy says something else.
    case truth
  }

  /// Events the ledger lacks: as met, each copy; once settled each once, by the bytes of the ids.
  public private(set) var unrecorded: [ExportedEvent] = []
  /// Events the ledger or a queue has and the application did not finish, as ``unrecorded``.
  public private(set) var unfinished: [ExportedEvent] = []
  /// Events of which the application's own copy says something else, as ``unrecorded``.
  public private(set) var diverging: [ExportedEvent] = []
  /// The rows of ledgers and queues whose events were not finished, in the order of the files.
  public private(set) var rows: [EventEntry] = []
  /// Rows of events of another mode or account than the run's.
  public private(set) var foreign = LedgerRows()
  /// Rows that are still there although they should be gone, by the name of the rule.
  public private(set) var overdue: [String: LedgerRows] = [:]
  /// Types of which the ledger has at least one of the exported events.
  public private(set) var recordedTypes: [Symbol] = []
  /// Types that enabled endpoints are sent, `*` for all; empty when no endpoint is exported.
  public private(set) var endpointTypes: [Symbol] = []
  /// Records of events the ledger lacks but may have had: older than what it keeps.
  public private(set) var agedOutCount = 0
  /// The texts of the few events that are listed, until they are settled.
  private var symbols = Symbols()

  /// Creates an audit of nothing.
  public init() {}

  /// Takes over what the ledgers and queues say by themselves.
  public mutating func add(
    unfinished: [EventEntry] = [], foreign: LedgerRows = LedgerRows(),
    overdue: [String: LedgerRows] = [:]
  ) {
    rows += unfinished
    self.foreign.append(foreign, recordBase: 0)
    self.overdue.merge(overdue) { _, new in new }
  }

  /// The ids of the events that single rows are about.
  public var rowEvents: [String] {
    rows.map(\.event) + foreign.rows.map(\.entry.event)
  }

  /// Takes note of an event that the ledger has.
  public mutating func note(recorded type: ByteView) {
    Self.add(symbols.intern(type), to: &recordedTypes)
  }

  /// Takes note of a type of events that an enabled endpoint is sent.
  public mutating func note(sentToEndpoint type: ByteView) {
    Self.add(symbols.intern(type), to: &endpointTypes)
  }

  /// Takes note of an event that the ledger lacks but may have had.
  public mutating func noteAgedOut() { agedOutCount += 1 }

  /// Takes note of an event that the ledger lacks, did not finish or has in another form.
  public mutating func note(
    _ lack: Lack, id: ByteView, type: ByteView, object: ByteView, _ kind: StripeKind,
    at time: Timestamp, pendingWebhooks: Int32, _ origin: RecordOrigin
  ) {
    let event = ExportedEvent(
      event: symbols.intern(id), type: symbols.intern(type), kind: kind,
      object: symbols.intern(object), time: time, pendingWebhooks: pendingWebhooks,
      origin: origin)
    switch lack {
    case .unrecorded: unrecorded.append(event)
    case .unfinished: unfinished.append(event)
    case .truth: diverging.append(event)
    }
  }

  /// Appends what the next piece of the input holds.
  ///
  /// - Parameters:
  ///   - piece: the audit, its records numbered from one within the piece.
  ///   - recordBase: how many records stand before the piece in its file.
  public mutating func add(_ piece: LedgerAudit, recordBase: Int) {
    unrecorded += translated(piece.unrecorded, from: piece.symbols, recordBase: recordBase)
    unfinished += translated(piece.unfinished, from: piece.symbols, recordBase: recordBase)
    diverging += translated(piece.diverging, from: piece.symbols, recordBase: recordBase)
    for type in piece.recordedTypes {
      Self.add(translate(type, from: piece.symbols), to: &recordedTypes)
    }
    for type in piece.endpointTypes {
      Self.add(translate(type, from: piece.symbols), to: &endpointTypes)
    }
    agedOutCount += piece.agedOutCount
  }

  /// Ends the audit: its texts become those of the run, the events stand in the order of their
  /// ids' bytes, and of several copies the first one stays.
  public func settled(into texts: inout Symbols) -> LedgerAudit {
    var settled = LedgerAudit()
    swap(&settled.symbols, &texts)
    settled.add(self, recordBase: 0)
    swap(&settled.symbols, &texts)
    settled.rows = rows
    settled.foreign = foreign
    settled.overdue = overdue
    Self.settle(&settled.unrecorded, by: &texts)
    Self.settle(&settled.unfinished, by: &texts)
    Self.settle(&settled.diverging, by: &texts)
    return settled
  }

  private static func settle(_ events: inout [ExportedEvent], by texts: inout Symbols) {
    var seen: Set<Symbol> = []
    events.removeAll { !seen.insert($0.event).inserted }
    texts.sort(&events) { $0.event }
  }

  private mutating func translated(
    _ events: [ExportedEvent], from texts: Symbols, recordBase: Int
  ) -> [ExportedEvent] {
    var translated = events
    for place in translated.indices {
      translated[place].event = translate(events[place].event, from: texts)
      translated[place].type = translate(events[place].type, from: texts)
      translated[place].object = translate(events[place].object, from: texts)
      translated[place].origin.recordNumber += UInt32(recordBase)
    }
    return translated
  }

  /// There are few types: looking through them is cheaper than hashing.
  private static func add(_ type: Symbol, to types: inout [Symbol]) {
    if !types.contains(type) { types.append(type) }
  }

  private mutating func translate(_ symbol: Symbol, from texts: Symbols) -> Symbol {
    texts.withView(of: symbol) { symbols.intern($0) }
  }
}
