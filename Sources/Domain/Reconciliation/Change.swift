public import Billing

/// One row that is to be changed, and everything that must hold before it may be.
public struct Change: Hashable, Sendable {
  /// What is done to the row; nothing is ever deleted.
  public enum Verb: String, CaseIterable, Sendable {
    /// A row is added, found again by a natural key.
    case insert
    /// Some columns of a row are set.
    case update
    /// A row is marked as deleted.
    case softDelete = "soft-delete"
  }

  /// What is done.
  public var verb: Verb
  /// The place of the table in the plan's list.
  public var table: Int
  /// How the row is found: the primary key, or for an insert and its undoing a natural key, which
  /// is never null; then rows that are softly deleted do not count.
  public var locator: [ColumnCell]
  /// What the row holds now, as exported; empty for an insert.
  public var old: [ColumnCell]
  /// What the listed columns shall hold; marker columns among them advance the marker.
  public var new: [ColumnCell]
  /// What must hold besides the old values.
  public var guards: [ChangeCondition]
  /// Why, in words for a person.
  public var reason: Reason

  /// Why a change is proposed.
  public struct Reason: Hashable, Sendable {
    /// The class of the drift, kebab-case, for example `ghost-active`.
    public var `class`: String
    /// One sentence.
    public var sentence: String
    /// The drifts this change mends.
    public var drifts: [String]
    /// Where the evidence stands.
    public var evidence: [ChangeEvidence]
    /// The event after which the row was right for the last time; empty when it is not known.
    public var frozenAtEvent: String
    /// The money a month at stake.
    public var money: Money?

    /// Creates a reason.
    public init(
      class: String, sentence: String = "", drifts: [String], evidence: [ChangeEvidence] = [],
      frozenAtEvent: String = "", money: Money? = nil
    ) {
      self.class = `class`
      self.sentence = sentence
      self.drifts = drifts
      self.evidence = evidence
      self.frozenAtEvent = frozenAtEvent
      self.money = money
    }
  }

  /// Creates a change of any kind.
  public init(
    _ verb: Verb, table: Int, locator: [ColumnCell], old: [ColumnCell], new: [ColumnCell],
    guards: [ChangeCondition] = [], reason: Reason
  ) {
    self.verb = verb
    self.table = table
    self.locator = locator
    self.old = old
    self.new = new
    self.guards = guards
    self.reason = reason
  }

  /// The row's key as one text: cells joined by `/`; words where nothing finds the row.
  public var keyText: String {
    locator.isEmpty
      ? "a new row"
      : locator.map { String(decoding: $0.cell.bytes ?? [], as: UTF8.self) }.joined(separator: "/")
  }
}

/// A record that proves what a change says.
public struct ChangeEvidence: Hashable, Sendable {
  /// The Stripe event or object; may be empty for a row of a dump.
  public var id: String
  /// The file, relative to the pipeline's root.
  public var file: String
  /// The record in the file, counted from one.
  public var recordNumber: Int

  /// Creates evidence.
  public init(id: String, file: String, recordNumber: Int) {
    self.id = id
    self.file = file
    self.recordNumber = recordNumber
  }

  /// `evt_1 events.ndjson.gz#17`, for people and for the audit.
  public var text: String {
    (id.isEmpty ? "" : id + " ") + file + "#" + String(recordNumber)
  }
}

/// A condition on the database at the moment of the change, beyond the row's old values.
public enum ChangeCondition: Hashable, Sendable {
  /// No other row of the same customer is live.
  ///
  /// The row itself is always excepted, and so are rows whose key text is listed.
  case noOtherLiveSubscription(LiveRows)
  /// The row does not come from a source that is out of bounds: a gift, a contract.
  case provenance(column: Int, notIn: [String])

  /// Which rows count as live subscriptions of a customer.
  public struct LiveRows: Hashable, Sendable {
    /// The place of the table that is looked into, which need not be the one that is changed.
    public var table: Int
    /// The column that names the customer or user.
    public var customerColumn: Int
    /// The customer or user.
    public var customer: ExportedCell
    /// The column that holds the status.
    public var statusColumn: Int
    /// The statuses that count as live.
    public var liveStatuses: [String]
    /// Primary keys, as texts, of rows that do not count, besides the row itself.
    public var exceptKeys: [String]

    /// Creates the condition.
    public init(
      table: Int = 0, customerColumn: Int, customer: ExportedCell, statusColumn: Int,
      liveStatuses: [String],
      exceptKeys: [String] = []
    ) {
      self.table = table
      self.customerColumn = customerColumn
      self.customer = customer
      self.statusColumn = statusColumn
      self.liveStatuses = liveStatuses
      self.exceptKeys = exceptKeys
    }
  }
}
