public import Billing

/// What a row of the application's ledger or dead-letter queue says about one event.
public struct EventEntry: Hashable, Sendable {
  /// The event's id.
  public var event: String
  /// Whether the row is one of a dead-letter queue.
  public var isDeadLetter: Bool
  /// The event's type; empty when no column holds it.
  public var type = ""
  /// How far the application came.
  public var progress: EventProgress
  /// When the row was made.
  public var createdAt: Timestamp?
  /// When the event came in.
  public var receivedAt: Timestamp?
  /// When the application was done with it.
  public var processedAt: Timestamp?
  /// When it was tried again.
  public var retriedAt: Timestamp?
  /// When its failure was settled.
  public var resolvedAt: Timestamp?
  /// How often it was tried.
  public var attempts: Int64?
  /// The kind of error, never its text; empty when there is none or it is not safe to say.
  public var errorKind = ""
  /// Where the row stands.
  public var origin: RecordOrigin

  /// Creates an entry about an event.
  public init(
    event: String, isDeadLetter: Bool, progress: EventProgress, origin: RecordOrigin
  ) {
    self.event = event
    self.isDeadLetter = isDeadLetter
    self.progress = progress
    self.origin = origin
  }

  /// When the application had dealt with the event, as far as the row tells.
  public var settledAt: Timestamp? { processedAt ?? resolvedAt ?? receivedAt ?? createdAt }
}

/// What the ledgers and queues say about some events.
public struct EventEntries: Sendable {
  /// Whether there is a ledger, and all of it could be read.
  public var isWhole = false
  /// The first instant of which the ledger keeps every event.
  public var since: Timestamp?
  private var rows: [String: [EventEntry]] = [:]

  /// Creates entries about nothing.
  public init() {}

  /// Adds a row; rows must come in the order of the files.
  public mutating func add(_ entry: EventEntry) { rows[entry.event, default: []].append(entry) }

  /// The ledger's row of an event: of several the last one.
  public func ledger(_ event: String) -> EventEntry? {
    rows[event]?.last { !$0.isDeadLetter }
  }

  /// The dead letter of an event that is still open: of several the last one.
  public func openLetter(_ event: String) -> EventEntry? {
    rows[event]?.last { $0.isDeadLetter && $0.progress != .processed }
  }

  /// The dead letter of an event that was settled: of several the last one.
  public func settledLetter(_ event: String) -> EventEntry? {
    rows[event]?.last { $0.isDeadLetter && $0.progress == .processed }
  }
}
