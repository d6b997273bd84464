public import Billing

/// What would bring one database into agreement, in the order in which it can be done.
///
/// A plan holds values and no SQL: writers for each dialect turn it into scripts.
public struct ChangePlan: Hashable, Sendable {
  /// The name a person arms: the day, and the start of the digest over everything below.
  public var id: String
  /// Which plan this one undoes.
  public var undoes: String?
  /// Which of how many independent plans this is; both counted from one.
  public var part: Part
  /// Where the plan comes from and how long it holds.
  public var header: Header
  /// The tables, in the order in which the changes name them.
  public var tables: [TableShape]
  /// The changes, in the order in which they are made.
  public var changes: [PlannedChange]
  /// What a person must decide.
  public var review: [ReviewItem]
  /// Why changes that would otherwise run are left to a person, if they are.
  public var withheld: String?
  /// What a person must decide without a statement to start from; in the first plan only.
  public var notes: [ReviewNote] = []
  /// What this plan cannot bring back, one sentence each; only for a plan that undoes another.
  public var irreversible: [String]

  /// One of several plans that hold together without each other.
  public struct Part: Hashable, Sendable {
    /// The number of this plan.
    public var number: Int
    /// How many there are.
    public var count: Int
    /// What sets its name and its files apart: `-1of5`; nothing for the only one.
    public var suffix: String { count == 1 ? "" : "-\(number)of\(count)" }
    /// Creates a part.
    public init(number: Int, count: Int) {
      self.number = number
      self.count = count
    }
  }

  /// Where a plan comes from and how long it holds.
  public struct Header: Hashable, Sendable {
    /// The pipeline.
    public var system: String
    /// The Stripe account; empty when the exports do not say.
    public var account: String
    /// Whether the exports are of live mode.
    public var livemode: Bool
    /// The clock of the run.
    public var asOf: Timestamp
    /// The moment after which the script refuses to run.
    public var expires: Timestamp
    /// The files the plan was made from.
    public var inputs: [Input]
    /// How much may change at once.
    public var limits: Limits
    /// The version of the tool.
    public var tool: String

    /// Creates a header.
    public init(
      system: String, account: String, livemode: Bool, asOf: Timestamp, expires: Timestamp,
      inputs: [Input], limits: Limits = Limits(), tool: String = "trueup"
    ) {
      self.system = system
      self.account = account
      self.livemode = livemode
      self.asOf = asOf
      self.expires = expires
      self.inputs = inputs
      self.limits = limits
      self.tool = tool
    }
  }

  /// One file a plan was made from.
  public struct Input: Hashable, Sendable {
    /// The name, relative to the pipeline's root.
    public var name: String
    /// The SHA-256 of the file, in hexadecimal.
    public var sha256: String
    /// Creates an input.
    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// How much may change at once.
  public struct Limits: Hashable, Sendable {
    /// The most rows of one table one plan may change.
    public var changes: Int
    /// The most rows of one table one plan may change, in percent of the table; 0 to 100.
    public var percent: Int
    /// The most changes one plan holds; more are split into several plans.
    public var changesPerPlan: Int
    /// Creates limits.
    public init(changes: Int = 500, percent: Int = 10, changesPerPlan: Int = 1000) {
      self.changes = changes
      self.percent = percent
      self.changesPerPlan = changesPerPlan
    }
  }

  /// Creates a plan.
  public init(
    id: String, undoes: String? = nil, part: Part = Part(number: 1, count: 1), header: Header,
    tables: [TableShape], changes: [PlannedChange], review: [ReviewItem] = [],
    irreversible: [String] = []
  ) {
    self.id = id
    self.undoes = undoes
    self.part = part
    self.header = header
    self.tables = tables
    self.changes = changes
    self.review = review
    self.irreversible = irreversible
  }
}

/// A change with its place in the order.
public struct PlannedChange: Hashable, Sendable {
  /// The change.
  public var change: Change
  /// Changes of a lower rank are done before those of a higher one.
  public var rank: Int
  /// The columns whose unique value is given up first, because another change takes it.
  public var parking: [Parking]

  /// A unique value given up for the length of the transaction.
  public struct Parking: Hashable, Sendable {
    /// What stands in the column meanwhile.
    public enum Place: String, Sendable {
      /// A text that occurs nowhere else: `trueup-park:<plan>:<number>`.
      case text
      /// NULL.
      case null
    }
    /// The column.
    public var column: Int
    /// What stands in it meanwhile.
    public var place: Place
    /// Creates a parking.
    public init(column: Int, place: Place) {
      self.column = column
      self.place = place
    }
  }

  /// Creates a planned change.
  public init(_ change: Change, rank: Int = 0, parking: [Parking] = []) {
    self.change = change
    self.rank = rank
    self.parking = parking
  }
}

/// A finding that a person must decide and for which no statement can be proposed.
public struct ReviewNote: Hashable, Sendable {
  /// The row, subscription or owner it is about.
  public var subject: String
  /// Why, in words for a person.
  public var reason: Change.Reason
  /// What to do about it.
  public var advice: String

  /// Creates a note.
  public init(subject: String, reason: Change.Reason, advice: String) {
    self.subject = subject
    self.reason = reason
    self.advice = advice
  }
}

/// A change that a person must decide.
public struct ReviewItem: Hashable, Sendable {
  /// Why it is not done by itself.
  public enum Cause: String, CaseIterable, Sendable {
    /// The rules leave it to a person.
    case rule
    /// Two changes want different things of one row, or the same unique value.
    case conflict
    /// A row that is not changed holds the unique value.
    case taken
    /// No order of the changes keeps every unique index satisfied at each step.
    case unordered
    /// The row cannot be inserted: the key or another column would have to be invented.
    case incomplete
    /// A change it needs is under review.
    case dependent
    /// It would refer to a row that is not there.
    case dangling
  }

  /// The proposed change.
  public var change: Change
  /// Why it is not done by itself.
  public var cause: Cause
  /// The same in one sentence.
  public var sentence: String

  /// Creates an item.
  public init(_ change: Change, cause: Cause, sentence: String) {
    self.change = change
    self.cause = cause
    self.sentence = sentence
  }
}
