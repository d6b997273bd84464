public import Billing
public import Bytes

/// Which of the events that the application lacks, or did not finish, may be sent again.
public struct ReplayPlan: Sendable {
  /// What sending an event again would do.
  public enum Standing: String, Sendable, CaseIterable {
    /// It brings what the application lacks, and undoes nothing: the newest event of its object.
    case safe
    /// A newer event of its object exists, which it would undo.
    case superseded
    /// The database has by now what it says.
    case settled
    /// Nobody can tell what it would do.
    case undecided
    /// Nobody can send it any more.
    case unrecoverable
  }

  /// Where an event can be had from.
  public enum Sender: String, Sendable {
    /// From Stripe, which sends an event again for thirty days.
    case stripe
    /// From the application's own queue of dead letters.
    case queue
  }

  /// One event.
  public struct Entry: Sendable {
    /// The event's id.
    public var event: Symbol
    /// The event's type; empty when neither the export nor a row tells.
    public var type: String
    /// The id of its object; empty when the export does not have the event.
    public var object: Symbol
    /// When it was created; `nil` when the export does not have the event.
    public var createdAt: Timestamp?
    /// What sending it again would do.
    public var standing: Standing
    /// Why, in one sentence without personal data.
    public var reason: String
    /// The newer event of its object; empty when there is none or its id is not known.
    public var successor: Symbol
    /// Where it can be had from; empty for one that nobody can send.
    public var senders: [Sender]
    /// Where the event stands, and the row of the ledger or queue.
    public var origins: [RecordOrigin]

    /// Creates an entry.
    public init(
      event: Symbol, type: String, object: Symbol, createdAt: Timestamp?, standing: Standing,
      reason: String, successor: Symbol = .empty, senders: [Sender], origins: [RecordOrigin]
    ) {
      self.event = event
      self.type = type
      self.object = object
      self.createdAt = createdAt
      self.standing = standing
      self.reason = reason
      self.successor = successor
      self.senders = senders
      self.origins = origins
    }
  }

  /// Every event once, the oldest first; those of which nobody knows when they were made come last.
  public var entries: [Entry]

  /// Creates a plan.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// How many events have a standing.
  public func count(_ standing: Standing) -> Int { entries.count { $0.standing == standing } }
}
