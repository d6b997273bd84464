public import Billing
public import Bytes

/// Tells of an exported event whether the application's ledger should have it, and whether it does.
public struct LedgerWatch: Sendable {
  /// What is known about an event.
  public enum Standing: Hashable, Sendable {
    /// The ledger has it.
    case recorded
    /// The ledger does not have it, although it should.
    case unrecorded
    /// The ledger does not have it, but its row may have been deleted by now.
    case agedOut
    /// It came so shortly before the dump that it may not have been processed yet.
    case inFlight
    /// The application does not handle events of its type.
    case unhandled
  }

  /// The events the ledger has.
  public let recorded: RecordedEvents
  /// The first instant of which the ledger is known to keep every event.
  public let since: Timestamp
  /// The application's own copies of events; `nil` where it keeps none.
  private let bodies: EventBodies?
  /// Fingerprints of the events that came in and were not finished.
  private let unfinished: Set<UInt64>
  private let horizon: Timestamp
  private let handledTypes: Set<[UInt8]>

  /// Creates a watch over a ledger of which every record was read.
  ///
  /// - Parameters:
  ///   - recorded: the events the ledger has.
  ///   - bodies: the application's own copies of events, if it keeps any.
  ///   - unfinished: the rows of events that were not finished.
  ///   - since: the first instant of which the ledger keeps every event.
  ///   - definition: the system, for its clock and the types it handles.
  public init(
    _ recorded: RecordedEvents, bodies: EventBodies? = nil, unfinished: [EventEntry] = [],
    since: Timestamp, definition: SystemDefinition
  ) {
    self.recorded = recorded
    self.bodies = bodies
    self.unfinished = Set(unfinished.map { RecordedEvents.fingerprint(of: $0.event) })
    self.since = since
    horizon = definition.clock.horizon
    handledTypes = Set(definition.stripe.handledTypes.map { Array($0.utf8) })
  }

  /// What is known about an event.
  ///
  /// - Parameters:
  ///   - isRecorded: whether the ledger has it; asked first: what is there is never missing.
  ///   - type: the event's type.
  ///   - time: when the event was created.
  /// - Returns: the verdict; ``isUnfinished(fingerprint:)`` says more of a recorded event.
  public func standing(isRecorded: Bool, type: ByteView, at time: Timestamp) -> Standing {
    if isRecorded { return .recorded }
    if time > horizon { return .inFlight }
    if !handledTypes.isEmpty, !handledTypes.contains(type.array) { return .unhandled }
    return time < since ? .agedOut : .unrecorded
  }

  /// Whether the application's copy of an event says something else than the exported one.
  public func diverges(event: UInt64, version: UInt64, content: UInt64) -> Bool {
    bodies?.diverge(event: event, version: version, content: content) ?? false
  }

  /// Whether an event that the ledger or a queue has was not finished.
  ///
  /// - Parameter fingerprint: that of the event's id; see ``RecordedEvents``.
  /// - Returns: whether a row says that it failed, or is still in processing.
  public func isUnfinished(fingerprint: UInt64) -> Bool {
    !unfinished.isEmpty && unfinished.contains(fingerprint)
  }
}
