public import Billing

/// One billing system as a pipeline file describes it, with every default filled in.
///
/// Systems are data: nothing here, and nothing that reads it, knows a product's name.
public struct SystemDefinition: Sendable {
  /// The pipeline's name, kebab-case; also the name of its folder of runs.
  public var name: String
  /// What time it is, and how much of it is too fresh to judge.
  public var clock: ClockRules
  /// What must be true of the Stripe side.
  public var stripe: StripeScope
  /// The database and its tables.
  public var database: DatabaseDefinition
  /// From Stripe's state to this database's status word.
  public var statusRule: StatusRule
  /// The status words of this database and what they mean.
  public var statuses: [StatusWord]
  /// Which of them give access, as other parts of the application have it.
  public var policies: [AccessPolicy]
  /// How the application's ledger and dead-letter queue speak of events.
  public var eventRules: EventRules
  /// Which price is which plan.
  public var catalogue: CatalogueDefinition?
  /// How many live rows an owner must have, and what stands in when nothing is paid.
  public var liveRows: LiveRowRule?
  /// What the second layer says, which follows the first; `nil` where there is no second layer.
  public var layer: LayerDefinition?
  /// Figures that must not be above a threshold.
  public var alerts: [AlertRule]
  /// Caches that mirror the rows.
  public var caches: [CacheDefinition]
  /// What the metadata of a Checkout session must hold.
  public var checkout: [CheckoutKey]
  /// What a status and plan entitle to.
  public var entitlements: [EntitlementDefinition]
  /// Rules over any table: uniqueness, references, retention and others.
  public var declaredChecks: [DeclaredCheck]
  /// Reports of what owners have used and have left.
  public var breakdowns: [Breakdown]
  /// Changes to a check's standing in this system.
  public var checkSettings: [CheckSetting]
  /// Findings that somebody has accepted, for a reason and until a day.
  public var waivers: [Waiver]
  /// What a run may change at most.
  public var safety: SafetyLimits

  /// Creates a definition without tables or rules.
  public init(name: String, clock: ClockRules) {
    self.name = name
    self.clock = clock
    stripe = StripeScope()
    database = DatabaseDefinition(dialect: .postgresql)
    statusRule = StatusRule(cases: [])
    statuses = []
    policies = []
    eventRules = EventRules()
    catalogue = nil
    liveRows = nil
    layer = nil
    alerts = []
    caches = []
    checkout = []
    entitlements = []
    declaredChecks = []
    breakdowns = []
    checkSettings = []
    waivers = []
    safety = SafetyLimits()
  }

  /// What a status word means; `nil` for a word the pipeline does not declare.
  public func status(_ word: String) -> StatusWord? {
    statuses.first { $0.word.utf8.elementsEqual(word.utf8) }
  }

  /// The table in a role, if the pipeline has one.
  public func table(_ role: TableRole) -> TableDefinition? {
    database.tables.first { $0.role == role }
  }

  /// How long the rows of a table are kept after they were made, in seconds, if a rule says so.
  public func retention(of table: TableDefinition) -> Int64? {
    guard let created = table.placeOfEntryTime.map({ table.columns[$0].name }) else {
      return nil
    }
    return declaredChecks.lazy.compactMap { check in
      guard check.table.utf8.elementsEqual(table.name.utf8),
        case .retention(let column, let seconds) = check.rule,
        column.utf8.elementsEqual(created.utf8)
      else { return nil }
      return seconds
    }.min()
  }
}

/// What time it is, and how much of it is too fresh to judge.
public struct ClockRules: Hashable, Sendable {
  /// The instants that a clock may show: every month up to it may be counted, so it has an end.
  public static let range =
    Timestamp(microseconds: 0)...Timestamp(microseconds: 7_258_118_400_000_000 - 1)

  /// The instant the run judges; never the wall clock.
  public var asOf: Timestamp
  /// When the database was dumped; `asOf` unless the pipeline says otherwise.
  public var dumpTakenAt: Timestamp
  /// Events within this many seconds before the dump may not have been applied yet.
  public var settleSeconds: Int64
  /// The zone that months and days are counted in, an IANA name.
  public var timeZone: String

  /// Creates the rules; the default settle time is five minutes.
  public init(
    asOf: Timestamp, dumpTakenAt: Timestamp? = nil, settleSeconds: Int64 = 300,
    timeZone: String = "UTC"
  ) {
    self.asOf = asOf
    self.dumpTakenAt = dumpTakenAt ?? asOf
    self.settleSeconds = settleSeconds
    self.timeZone = timeZone
  }

  /// The last instant whose events the database must reflect.
  public var horizon: Timestamp { min(asOf, dumpTakenAt).adding(seconds: -settleSeconds) }

  /// Whether the instant lies before the dump, which does not tell what rows were like then.
  public var isSetBack: Bool { asOf < dumpTakenAt }

  /// The instant before which rows that are kept for so many seconds are due to go; the job that
  /// removes them has the settle time to do so.
  public func retentionLimit(seconds: Int64) -> Timestamp { horizon.adding(seconds: -seconds) }
}

/// What must be true of the Stripe side.
public struct StripeScope: Hashable, Sendable {
  /// The mode every record must be in; `nil` accepts whichever comes first, but never a mix.
  public var livemode: Bool?
  /// The connected account every event must come from; `nil` as for ``livemode``.
  public var account: String?
  /// The metadata keys that hold our own user's id, most trusted first.
  public var ownerKeys: [String] = ["userId", "user_id"]
  /// Whether the export covers everything there is, so that a missing object is evidence.
  public var isComplete = false
  /// The keys of a Checkout session's metadata that are looked at, in order.
  public var checkoutKeys: [String] = []
  /// The event types the application handles; empty when not stated.
  public var handledTypes: [String] = []
  /// The products of another line of business: their subscriptions are not this system's.
  public var otherProducts: [String] = []
  /// Whether the application's own copies of events are compared with the exported ones.
  public var comparesBodies = false
  /// The kinds of object that are looked into; events of others are only counted.
  public var kinds = Set(StripeKind.allCases.filter { !$0.isOfPayments && $0.tellsState })
  /// Whether what revenue follows from is kept of each object.
  public var measuresRevenue = false
  /// Whether all invoice lines of items are kept for it, rather than those their prices need.
  public var keepsAllLines = false
  /// Creates the defaults.
  public init() {}
}

/// The languages a change can be written in.
public enum DatabaseDialect: String, Sendable, CaseIterable {
  /// PostgreSQL 12 or newer.
  case postgresql
  /// MySQL 8 or MariaDB 10.11.
  case mysql
  /// SQLite 3.38 or newer.
  case sqlite

  /// The schema of tables for which none is declared; empty for the one that a session chose.
  public var defaultSchema: String {
    switch self {
    case .postgresql: "public"
    case .mysql, .sqlite: ""
    }
  }
}

/// What a table is for.
public enum TableRole: String, Sendable, CaseIterable {
  /// Users or organisations: who rows belong to.
  case owners
  /// Subscriptions: what is compared with Stripe.
  case subscriptions
  /// A second layer that follows the first.
  case platformSubscriptions = "platform-subscriptions"
  /// Customers: links between owners and Stripe's customers.
  case customers
  /// Which users are members of which organisation.
  case memberships
  /// The price catalogue.
  case plans
  /// Items of subscriptions: plans, seats, add-ons.
  case items
  /// Payments.
  case payments
  /// Invoices.
  case invoices
  /// Counters of use.
  case usage
  /// Credits granted and used.
  case credits
  /// Events the application has processed.
  case ledger
  /// Events the application failed to process.
  case deadLetters = "dead-letters"
  /// Any other table, for declared checks.
  case other
}

/// The database as it was dumped.
public struct DatabaseDefinition: Sendable {
  /// The language of its SQL.
  public var dialect: DatabaseDialect
  /// The schema its tables are in; empty for none.
  public var schema = ""
  /// The tables, in the order of the pipeline file.
  public var tables: [TableDefinition] = []
  /// Creates a database without tables.
  public init(dialect: DatabaseDialect) { self.dialect = dialect }
}

/// One table: its columns, its keys and what it is for.
public struct TableDefinition: Sendable {
  /// The table's name in the database.
  public var name: String
  /// What it is for.
  public var role: TableRole
  /// The columns the pipeline knows, in the order it lists them.
  public var columns: [ColumnDefinition]
  /// The unique indexes that the database enforces.
  public var uniques: [UniqueDefinition] = []
  /// The foreign keys that the database enforces.
  public var references: [ReferenceDefinition] = []
  /// Fields that rows take over from rows of other tables.
  public var borrowings: [BorrowedFields] = []
  /// Triggers that a DBA expects on the table; others stop a change.
  public var triggers: [String] = []
  /// Who makes the primary key of a new row.
  public var keySource: KeySource = .application

  /// Creates a table.
  public init(name: String, role: TableRole, columns: [ColumnDefinition]) {
    self.name = name
    self.role = role
    self.columns = columns
  }

  /// The place of the column that holds a field, if one does.
  public func place(of field: RowField) -> Int? {
    columns.firstIndex { $0.field == field || (field == .key && $0.isKey) }
  }

  /// Whether rows say whose they are: by a column of their own, or by the row one points at.
  public var saysWhose: Bool {
    [RowField.owner, .customer].contains { field in
      place(of: field) != nil || borrowings.contains { $0.fields.contains(field) }
    }
  }

  /// Whether its rows tell of events, and of them only what a rule asks for is kept.
  public var isLedger: Bool {
    [.ledger, .deadLetters].contains(role) && place(of: .event) != nil
  }

  /// The place of the column that says since when a row of a ledger of events is there: when it was
  /// made or, where no column says so, when its event came in or was done.
  public var placeOfEntryTime: Int? {
    place(of: .createdAt) ?? place(of: .receivedAt) ?? place(of: .processedAt)
  }

  /// The place of the column that names the event a row was written from.
  public var placeOfCausingEvent: Int? { place(of: .event) ?? place(of: .markerEvent) }

  /// The place of a column by its name.
  public func place(ofColumn name: String) -> Int? {
    columns.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
  }
}

/// Who makes the primary key of a new row.
public enum KeySource: String, Sendable {
  /// The application; trueup never invents such a key, so missing rows are left to a person.
  case application
  /// The database, through a default or a sequence: a row can be inserted without it.
  case database
  /// The key is Stripe's own id.
  case stripe
}

/// The type of a column, as far as reading, comparing and writing it need to know.
public enum ColumnType: Hashable, Sendable {
  /// Text of any length.
  case text
  /// A whole number.
  case integer
  /// A decimal with this many digits after the point; read into the smallest unit.
  case decimal(scale: Int)
  /// True or false.
  case boolean
  /// A date and time without zone, taken as UTC, with this many fraction digits (0…6).
  case timestamp(precision: Int)
  /// A date and time with zone, with this many fraction digits (0…6).
  case timestampWithZone(precision: Int)
  /// A calendar date.
  case date
  /// Seconds since 1970, UTC.
  case epochSeconds
  /// A word of a named enumeration.
  case enumeration(String)
  /// JSON compared by content.
  case jsonb
  /// JSON compared as text.
  case json
  /// A UUID.
  case uuid
}

/// One column of a table.
public struct ColumnDefinition: Sendable {
  /// The column's name in the database.
  public var name: String
  /// What it means, if it has a meaning that is compared.
  public var field: RowField?
  /// Its type.
  public var type: ColumnType
  /// Whether it may be null.
  public var isNullable: Bool
  /// Whether its values may appear in reports; others are only ever compared.
  public var isPrivate: Bool
  /// Whether a fix may change it; false makes every difference in it a matter of review.
  public var isFixable: Bool
  /// Whether it is the primary key; a column whose field is another one can be, too.
  public var isKey: Bool
  /// Whether its values name rows, so that numbers among them are no quantities.
  public var isName = false
  /// Whether the database fills it in where a new row says nothing.
  public var hasDefault = false

  /// Creates a column; one with the field `key` is the key unless stated otherwise.
  public init(
    name: String, field: RowField? = nil, type: ColumnType, isNullable: Bool = true,
    isPrivate: Bool = false, isFixable: Bool = true, isKey: Bool? = nil
  ) {
    self.name = name
    self.field = field
    self.type = type
    self.isNullable = isNullable
    self.isPrivate = isPrivate
    self.isFixable = isFixable
    self.isKey = isKey ?? (field == .key)
  }
}

/// A unique index that the database enforces.
public struct UniqueDefinition: Hashable, Sendable {
  /// The columns, in index order.
  public var columns: [String]
  /// The column that must be null for a row to be in the index, if it is a partial one.
  public var whereNull: String?
  /// Whether two nulls count as different, as SQL's default has it.
  public var nullsDistinct: Bool
  /// Whether the check can wait for the end of a transaction.
  public var isDeferrable: Bool

  /// Creates an index over the columns.
  public init(
    columns: [String], whereNull: String? = nil, nullsDistinct: Bool = true,
    isDeferrable: Bool = false
  ) {
    self.columns = columns
    self.whereNull = whereNull
    self.nullsDistinct = nullsDistinct
    self.isDeferrable = isDeferrable
  }
}

/// A foreign key that the database enforces.
public struct ReferenceDefinition: Hashable, Sendable {
  /// The column that points.
  public var column: String
  /// The table it points at.
  public var table: String
  /// The column there.
  public var target: String
  /// What happens to this row when the other goes: `cascade`, `restrict` or `set-null`.
  public var onDelete: String

  /// Creates a reference.
  public init(column: String, table: String, target: String, onDelete: String) {
    self.column = column
    self.table = table
    self.target = target
    self.onDelete = onDelete
  }
}
