public import Billing
public import Bytes

/// A difference that a check says matters, with what it costs and what would mend it.
public struct Drift: Sendable {
  /// The check's code, for example `S02`.
  public var code: String
  /// The check's class, for example `ghost-active`.
  public var name: String
  /// The name of the declared rule that is broken; empty for checks that need no declaration.
  public var rule: String
  /// How urgent it is.
  public var severity: Severity
  /// Who is hurt.
  public var harm: Harm
  /// What may be done about it.
  public var disposition: Disposition
  /// The table the row is in.
  public var table: String
  /// The event, type of events or key of a cache it is about, where that is neither a row nor an
  /// object.
  public var subject: Symbol
  /// The id of that event, where it gave no present state and has no symbol; else empty.
  public var pastEvent: String
  /// The row's place in its table, if there is a row.
  public var row: Int?
  /// The subscription's place in the ledger, if there is one.
  public var subscription: Int?
  /// The owner's id; empty when unknown.
  public var owner: Symbol
  /// The Stripe customer's id; empty when unknown.
  public var customer: Symbol
  /// The fields that differ; empty when the finding is about a row or object as a whole.
  public var fields: [FieldDifference]
  /// One sentence: what happened, in this system's terms; no personal data.
  public var story: String
  /// What mends findings of this kind, in one sentence.
  public var advice: String
  /// Why it is not fixed automatically, when a check of its kind usually is.
  public var heldBack: String?
  /// What must be true at the moment of the change, in words for people.
  public var guards: [String]
  /// What is at stake a month, when a price is known.
  public var monthly: Money?
  /// What would mend it.
  public var remedy: Remedy
  /// How it came about.
  public var cause: Cause
  /// The event up to which Stripe's side is known, for rows that keep a marker.
  public var marker: EventMarker?
  /// The objects whose events should have brought it about, where that is not the subscription.
  public var objects: [ObjectName]
  /// Where the evidence stands, Stripe's records first.
  public var evidence: [RecordOrigin]
  /// The finding this one is a consequence of, as a place in the list of findings.
  public var parent: Int?

  /// Creates a finding of a check about an account.
  public init(
    code: String, name: String, severity: Severity, harm: Harm, disposition: Disposition,
    table: String, owner: Symbol
  ) {
    self.code = code
    self.name = name
    self.severity = severity
    self.harm = harm
    self.disposition = disposition
    self.table = table
    self.owner = owner
    rule = ""
    subject = .empty
    pastEvent = ""
    row = nil
    subscription = nil
    customer = .empty
    fields = []
    story = ""
    advice = ""
    heldBack = nil
    guards = []
    monthly = nil
    remedy = .none
    cause = Cause()
    marker = nil
    objects = []
    evidence = []
    parent = nil
  }
}

extension Drift {
  /// What has to be done in Stripe, in words; `nil` where nothing has to.
  public var stripeAction: String? {
    if case .inStripe(let action) = remedy { return action }
    return disposition == .stripe ? advice : nil
  }
}

/// What would mend a finding; a row is one of the finding's table.
public enum Remedy: Hashable, Sendable {
  /// Nothing that can be written down.
  case none
  /// Change columns of one row.
  case update(row: Int, set: [NewCell], guards: [ChangeGuard])
  /// Mark one row as deleted at the run's clock.
  case softDelete(row: Int, guards: [ChangeGuard])
  /// Add a row to a table, unless one with the same natural key is there by then.
  case insert(into: String, values: [NewCell], guards: [ChangeGuard])
  /// Delete a key of a cache, so that the application looks the truth up again.
  case drop(key: Symbol)
  /// Something to do in Stripe, in words.
  case inStripe(String)
}

/// The last event that a change takes into account: an event before it must not undo the change.
public struct EventMarker: Hashable, Sendable {
  /// The event's id; empty where a snapshot tells the state.
  public var event: Symbol
  /// When it happened.
  public var time: Timestamp

  /// The marker of an object's state; `nil` when no event tells when it last changed.
  public init?(_ object: StripeObject) {
    guard object.changedAt > Timestamp(microseconds: .min) else { return nil }
    event = object.event
    time = object.changedAt
  }
}

/// A column and the value it should get.
public struct NewCell: Hashable, Sendable {
  /// The column, as a place in the table's definition.
  public var column: Int
  /// The value.
  public var cell: Cell
  /// Creates a pair.
  public init(column: Int, cell: Cell) {
    self.column = column
    self.cell = cell
  }
}

/// A condition that the SQL itself must check, besides the old values of the row.
public enum ChangeGuard: Hashable, Sendable {
  /// No other live row of the owner may exist among the subscriptions, besides those exported.
  case noOtherLiveRow
  /// The row's provenance is not one that is never touched.
  case provenance
}
