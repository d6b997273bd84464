public import Billing
public import Bytes

/// Everything the files tell about whom an id names: the answer to “why is it so?”.
public struct Explanation: Sendable {
  /// What an id names.
  public enum Sense: String, Sendable, CaseIterable {
    /// A finding of this run.
    case drift
    /// A subscription at Stripe.
    case subscription
    /// A customer at Stripe.
    case customer
    /// A user or an organisation of the database.
    case user
    /// A row of a table, by its key.
    case row
    /// An event of Stripe's.
    case event
    /// Another object of Stripe's: an invoice, a charge, a Checkout session; or the key of a cache
    /// that a finding is about.
    case object
  }

  /// The id that was asked about.
  public var id: String
  /// What it names.
  public var sense: Sense
  /// The run that answers.
  public var report: RunReport
  /// What belongs together there: all of the owner's.
  public var pairs: [ExplainedPair]
  /// The findings about it, as places in ``RunReport/findings``.
  public var findings: [Int]
  /// Entries of caches about it.
  public var cached: [CachedPlace] = []
  /// The past of the objects.
  public var history: StripeHistory
  /// What happened, oldest first.
  public var moments: [Moment] = []
  /// The SQL that mends the findings, or that a person may start from, by the findings' ids.
  public var statements: [String: [String]] = [:]
  /// What ledgers and queues say about the events of the past.
  public var entries = EventEntries()

  /// Creates an answer without a past.
  public init(
    _ id: String, _ sense: Sense, pairs: [ExplainedPair], findings: [Int], of report: RunReport
  ) {
    self.id = id
    self.sense = sense
    self.report = report
    self.pairs = pairs
    self.findings = findings
    history = StripeHistory(symbols: report.evidence.symbols)
  }

  /// A row and its subscription, or one of the two alone.
  public struct ExplainedPair: Sendable {
    /// Whose it is; empty when nobody knows.
    public var owner: Symbol
    /// What was matched.
    public var pair: Pair
    /// What both sides say about the row, whether they agree or not.
    public var fields: [FieldDifference]
    /// Creates a pair.
    public init(owner: Symbol, _ pair: Pair, fields: [FieldDifference]) {
      self.owner = owner
      self.pair = pair
      self.fields = fields
    }
  }

  /// An entry of a cache.
  public struct CachedPlace: Hashable, Sendable {
    /// The cache, as a place in ``Evidence/caches``.
    public var cache: Int
    /// The entry's place in it.
    public var entry: Int
    /// Creates a place.
    public init(cache: Int, entry: Int) {
      self.cache = cache
      self.entry = entry
    }
  }

  /// Something that happened at an instant.
  public struct Moment: Sendable {
    /// What happened.
    public var happening: Happening
    /// When.
    public var time: Timestamp
    /// What the application's books say about the event: the ledger's row, then its dead letters.
    public var entries: [EventEntry] = []
    /// What it means for the findings.
    public var marks: [Mark] = []
    /// The fields in which the row as it is now differs from this state; `nil` when there is no
    /// row to compare it with.
    public var differing: Set<RowField>?

    /// Whether the row did not follow it, or was harmed by it.
    public var isSuspect: Bool { marks.contains(.suspect) || marks.contains(.lost) }

    /// Creates a moment.
    public init(_ happening: Happening, at time: Timestamp) {
      self.happening = happening
      self.time = time
    }
  }

  /// What can happen.
  public enum Happening: Sendable {
    /// A Stripe object came into a state: by its place in ``Explanation/history``.
    case state(PastState, object: Symbol, changes: [StateChange])
    /// A row was made, written or deleted, as its own column says.
    case row(key: String, table: String, RowField)
    /// An entry of a cache was written.
    case cached(CachedPlace)
    /// The database was dumped.
    case dump
    /// The instant the run judges.
    case judgement
  }

  /// What a moment means for a finding.
  public enum Mark: String, Sendable {
    /// The row was right for the last time.
    case frozen
    /// The event never reached the row, or did the harm.
    case suspect
    /// It came after the suspect and never reached the row either.
    case lost
  }
}

/// One field that a state changed.
public struct StateChange: Hashable, Sendable {
  /// The field.
  public var field: StripeField
  /// What it was; unknown in the first state there is.
  public var old: Cell
  /// What it is.
  public var new: Cell
  /// Creates a change.
  public init(field: StripeField, old: Cell, new: Cell) {
    self.field = field
    self.old = old
    self.new = new
  }
}

extension StripeHistory {
  /// What a state of an object changed, in the order of its kind's fields.
  ///
  /// What a state does not say has not changed.
  ///
  /// - Parameters:
  ///   - place: the state's place among those of the kind.
  ///   - earlier: the place of the state before; `nil` of the first, which changes all it says.
  ///   - kind: the kind of object.
  /// - Returns: the changes.
  public func changes(at place: Int, since earlier: Int?, _ kind: StripeKind) -> [StateChange] {
    let states = ledger[kind]
    return kind.fields.compactMap { field in
      let new = ledger.fact(field, of: states[place])
      let old = earlier.map { ledger.fact(field, of: states[$0]) } ?? .unknown
      guard new.isKnown, new != old, earlier != nil || new.hasValue else { return nil }
      return StateChange(field: field, old: old, new: new)
    }
  }
}
