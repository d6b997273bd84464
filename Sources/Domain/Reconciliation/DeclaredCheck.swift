/// A rule over the rows of any table that the pipeline states in its own words.
///
/// Rows that are marked as deleted never break a rule; ``conditions`` leave out others.
public struct DeclaredCheck: Hashable, Sendable {
  /// What must hold.
  public enum Rule: Hashable, Sendable {
    /// No two rows share these columns' values; a null is like no other, or like every null.
    case unique(columns: [String], nullsDistinct: Bool)
    /// The column points at a row that exists and, if asked, is not deleted softly.
    case reference(column: String, table: String, target: String, mustBeLive: Bool)
    /// The instant in the column is not older than this many seconds before the clock.
    case retention(column: String, seconds: Int64)
    /// The column holds the same value as another one.
    case copied(CopiedValue)
    /// Of the rows that share these columns' values at most one meets the conditions, and at
    /// least so many: 0 or 1.
    case oneRow(columns: [String], minimum: Int)
    /// Every row of another table has a row here.
    case required(RequiredRow)
    /// One column is what two others leave.
    case balance(Balance)
    /// What an owner uses stays within what the owner's plan gives.
    case quota(Quota)
    /// A period ends on its day of the month, and has not ended yet.
    case reset(ResetDate)
    /// A column holds one of some values, or none of some.
    case allowed(AllowedValues)
    /// Owners whose plan gives something have one row that says so, and no others have.
    case grant(Grant)
    /// What an owner uses is what Stripe counted.
    case metered(MeteredUse)
  }

  /// The rule's own name, kebab-case; every finding of the rule begins with it.
  public var name: String
  /// The table whose rows are looked at.
  public var table: String
  /// What must hold.
  public var rule: Rule
  /// Which rows are looked at: those that meet every condition.
  public var conditions: [RowCondition]
  /// How bad a violation is.
  public var severity: Severity

  /// Creates a check.
  public init(
    name: String, table: String, rule: Rule, conditions: [RowCondition] = [],
    severity: Severity = .p2
  ) {
    self.name = name
    self.table = table
    self.rule = rule
    self.conditions = conditions
    self.severity = severity
  }
}

/// A condition on one column of a row.
public struct RowCondition: Hashable, Sendable {
  /// What the column must hold.
  public enum Test: Hashable, Sendable {
    /// This value, as the pipeline writes it: a word, a whole number, yes or no.
    case equals(String)
    /// Another value than this, or none.
    case differs(String)
    /// Any value.
    case isSet
    /// None.
    case isNull
  }

  /// The column.
  public var column: String
  /// What it must hold.
  public var test: Test

  /// Creates a condition.
  public init(column: String, test: Test) {
    self.column = column
    self.test = test
  }
}

/// Where a row points: the column here, and the table and column there.
public struct RowPointer: Hashable, Sendable {
  /// The column that points.
  public var column: String
  /// The table it points at.
  public var table: String
  /// The column it points at.
  public var target: String

  /// Creates a pointer.
  public init(column: String, table: String, target: String) {
    self.column = column
    self.table = table
    self.target = target
  }
}

/// A column that holds a copy.
public struct CopiedValue: Hashable, Sendable {
  /// The copy.
  public var column: String
  /// To the row it was copied from; `nil` when that is the same row.
  public var pointer: RowPointer?
  /// The column it was copied from.
  public var source: String
  /// Where the value stands in a source that is JSON; several places mean that any will do.
  public var path: JSONPath?

  /// Creates a copy of a column.
  public init(column: String, pointer: RowPointer?, source: String, path: JSONPath? = nil) {
    self.column = column
    self.pointer = pointer
    self.source = source
    self.path = path
  }
}

/// A row that every row of another table must have.
public struct RequiredRow: Hashable, Sendable {
  /// The column here that names the other row.
  public var column: String
  /// The table all of whose rows must be named.
  public var table: String
  /// The column there.
  public var target: String
  /// Which of the rows there must be named.
  public var conditions: [RowCondition]

  /// Creates a requirement.
  public init(column: String, table: String, target: String, conditions: [RowCondition] = []) {
    self.column = column
    self.table = table
    self.target = target
    self.conditions = conditions
  }
}

/// Columns of which one is what the two others leave; never negative, never above what was granted.
public struct Balance: Hashable, Sendable {
  /// The column that holds what remains.
  public var column: String
  /// The column that holds what was granted.
  public var granted: String?
  /// The column that holds what was used.
  public var used: String?
  /// What the owner's plan grants, where no column says so: a metric of the entitlements.
  public var metric: String?
  /// The instant whose month the grant is for.
  public var instant: String?
  /// Rows of another table each of which grants one more in its month.
  public var additions: Additions?
  /// Rows of another table whose amounts add up to what remains.
  public var entries: Entries?

  /// Rows that add to what was granted.
  public struct Additions: Hashable, Sendable {
    /// Their table; its owner field says whose they are.
    public var table: String
    /// The instant that says in which month.
    public var instant: String
    /// Which of its rows count.
    public var conditions: [RowCondition]
    /// Creates additions.
    public init(table: String, instant: String, conditions: [RowCondition]) {
      self.table = table
      self.instant = instant
      self.conditions = conditions
    }
  }

  /// Rows of a journal, an amount each: what was given is positive, what was used negative.
  public struct Entries: Hashable, Sendable {
    /// Their table; its owner field says whose they are.
    public var table: String
    /// The column with the amount.
    public var amount: String
    /// Which of its rows count.
    public var conditions: [RowCondition]
    /// Which of these is the first of an owner; none when the pipeline does not say.
    public var opening: [RowCondition]
    /// Creates entries.
    public init(
      table: String, amount: String, conditions: [RowCondition] = [],
      opening: [RowCondition] = []
    ) {
      self.table = table
      self.amount = amount
      self.conditions = conditions
      self.opening = opening
    }
  }

  /// Creates a balance.
  public init(column: String, granted: String? = nil, used: String? = nil) {
    self.column = column
    self.granted = granted
    self.used = used
  }
}

/// What is counted of an owner and held against the owner's entitlement.
public struct Quota: Hashable, Sendable {
  /// The metric of the entitlements.
  public var metric: String
  /// The column that holds how much; `nil` counts rows.
  public var value: String?
  /// When it was used; `nil` for what is in use now.
  public var instant: String?
  /// Whether the values of an owner and month are added up; else each must be within the limit.
  public var isTotal: Bool

  /// Creates a quota.
  public init(metric: String, value: String? = nil, instant: String? = nil, isTotal: Bool = true) {
    self.metric = metric
    self.value = value
    self.instant = instant
    self.isTotal = isTotal
  }
}

/// A period that ends on one day of every month, or on the last one of a shorter month.
public struct ResetDate: Hashable, Sendable {
  /// The column with the end of the period.
  public var column: String
  /// The column with the day of the month, 1 to 31.
  public var day: String
  /// The column with the start of the period, if there is one.
  public var start: String?
  /// Whether the application begins a period anew in its own row, and not in a new one.
  public var isInPlace: Bool

  /// Creates a reset date.
  public init(column: String, day: String, start: String? = nil, isInPlace: Bool = false) {
    self.column = column
    self.day = day
    self.start = start
    self.isInPlace = isInPlace
  }
}

/// Which values a column may hold.
public struct AllowedValues: Hashable, Sendable {
  /// The column.
  public var column: String
  /// The only values it may hold; empty when there are others.
  public var values: [String] = []
  /// Values it may never hold.
  public var never: [String] = []
  /// Whether it must hold a value: neither null nor the empty text.
  public var isNeeded = false
  /// The least number it may hold.
  public var least: Int64?
  /// The greatest number it may hold.
  public var most: Int64?

  /// Creates a rule that allows everything.
  public init(column: String) { self.column = column }
}

/// A row that says what an owner's plan gives.
public struct Grant: Hashable, Sendable {
  /// The metric of the entitlements.
  public var metric: String
  /// The column with the amount, if there is one.
  public var amount: String?
  /// The column with the start of the period it is for.
  public var start: String?
  /// The column with the end of that period.
  public var end: String?
  /// The column with an instant of the month it is for: only the rows of this month count then.
  public var instant: String?
  /// Whether the application begins a period anew in its own row, and not in a new one.
  public var isInPlace: Bool

  /// Creates a grant.
  public init(
    metric: String, amount: String? = nil, start: String? = nil, end: String? = nil,
    instant: String? = nil, isInPlace: Bool = false
  ) {
    self.metric = metric
    self.amount = amount
    self.start = start
    self.end = end
    self.instant = instant
    self.isInPlace = isInPlace
  }
}

/// What owners use of something that Stripe bills by use.
public struct MeteredUse: Hashable, Sendable {
  /// The column that holds how much; `nil` counts rows.
  public var value: String?
  /// When it was used.
  public var instant: String
  /// The meters, or the prices of the items, that count it; empty when there is nothing else.
  public var counters: [String]

  /// Creates a rule about use.
  public init(value: String? = nil, instant: String, counters: [String] = []) {
    self.value = value
    self.instant = instant
    self.counters = counters
  }
}
