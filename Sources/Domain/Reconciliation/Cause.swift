/// How a finding came about: a second axis, never mixed with the class.
public struct Cause: Hashable, Sendable {
  /// The verdicts, one for each way an event can be lost.
  public enum Code: String, Sendable, CaseIterable {
    /// No endpoint took the event.
    case notDelivered = "NOT_DELIVERED"
    /// The event was answered with success and never stored.
    case ackedUnrecorded = "ACKED_UNRECORDED"
    /// Events of the type never come in, or are not handled.
    case typeUnsubscribed = "TYPE_UNSUBSCRIBED"
    /// The handler failed and will be tried again.
    case handlerFailed = "HANDLER_FAILED"
    /// The handler failed and nobody will try again.
    case dead = "DEAD"
    /// Somebody took the event up and never came back.
    case stuck = "STUCK"
    /// The event was processed and the row does not show it.
    case processedNoEffect = "PROCESSED_NO_EFFECT"
    /// An older event was processed after a newer one.
    case outOfOrder = "OUT_OF_ORDER"
    /// The event of another subscription of the owner was written into the row.
    case supersededEvent = "SUPERSEDED_EVENT"
    /// Something other than an event wrote the row.
    case localWrite = "LOCAL_WRITE"
    /// The handler did not find a field where a newer API version has it.
    case shape = "SHAPE"
    /// The price is not in the catalogue, or not once.
    case catalogue = "CATALOGUE"
    /// The row comes from another mode or account.
    case wrongSource = "WRONG_SOURCE"
    /// What happened is older than what the files reach back to.
    case agedOut = "AGED_OUT"
    /// No file at hand settles it.
    case unknown = "UNKNOWN"
  }

  /// What in particular went wrong, where a verdict covers several things.
  public enum Reason: String, Sendable, CaseIterable {
    /// The handler could not tell whose it was.
    case identity
    /// Another row holds the unique place.
    case uniqueClash = "unique-clash"
    /// The handler took it for older than the row.
    case staleSkip = "stale-skip"
    /// The handler wrote a part of what the event says.
    case partialWrite = "partial-write"
    /// Nothing tells why.
    case unexplained
    /// The older event was delivered late.
    case lateDelivery = "late-delivery"
    /// The older event had failed and was tried again.
    case replay
    /// The events are of one second, which the handler cannot put in order.
    case sameSecond = "same-second"
  }

  /// The verdict.
  public var code: Code
  /// What in particular went wrong; `nil` where the verdict says it all.
  public var reason: Reason?
  /// The event after which the row was right for the last time; empty when there is none.
  public var frozenAtEvent: String
  /// The events that never reached the row, oldest first; the first one is the suspect.
  ///
  /// Where an event did the harm by being applied, it is that one.
  public var lostEvents: [String]
  /// What it rests on, in sentences without personal data.
  public var evidence: [String]
  /// Where that stands, besides the evidence of the finding itself.
  public var origins: [RecordOrigin]
  /// What would show it wrong, or settle it.
  public var refutedIf: String
  /// How sure it is, in percent.
  public var confidence: Int

  /// Creates the verdict "not known".
  public init() {
    self.init(.unknown, refutedIf: "supply the ledger of processed events to settle it")
  }

  /// Creates a verdict without events or evidence.
  public init(_ code: Code, refutedIf: String, confidence: Int = 0) {
    self.code = code
    reason = nil
    frozenAtEvent = ""
    lostEvents = []
    evidence = []
    origins = []
    self.refutedIf = refutedIf
    self.confidence = confidence
  }

  /// The event that should have changed the row, or that did the harm.
  public var suspect: String? { lostEvents.first }
}
