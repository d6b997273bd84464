public import Billing

/// A cache that mirrors what the rows say, as its dump shows it.
public struct CacheDefinition: Hashable, Sendable {
  /// What the entries are about.
  public enum Purpose: String, Sendable, CaseIterable {
    /// The state of a subscription.
    case state
    /// Which customer an owner is.
    case link
    /// How often a copy from Stripe was tried.
    case attempts
  }

  /// What the application makes of an entry that is not there.
  public enum Miss: String, Sendable, CaseIterable {
    /// It looks the truth up and fills the cache again.
    case refill
    /// It takes a missing entry for no subscription.
    case deny
  }

  /// A value within an entry.
  public struct Value: Hashable, Sendable {
    /// What it means.
    public var field: CacheField
    /// The keys that lead to it, outermost first; none for the entry's value as a whole.
    public var path: [String]
    /// Creates a value.
    public init(_ field: CacheField, path: [String]) {
      self.field = field
      self.path = path
    }
  }

  /// The cache's name.
  public var name: String
  /// What its entries are about.
  public var purpose: Purpose
  /// The text before the identifier in its keys, for example `stripe:customer:`.
  public var keyPrefix: String
  /// What the identifier is: `customer`, `owner` or `subscription`.
  public var keyField: RowField
  /// How long an entry may live, in seconds; zero for ever.
  public var lifetimeSeconds: Int64
  /// When the cache was dumped; `nil` for when the database was.
  public var takenAt: Timestamp?
  /// What the application makes of an entry that is not there.
  public var onMiss = Miss.refill
  /// Words in place of a status that say that there is no subscription.
  public var negativeWords: [String] = []
  /// How many attempts may fail before somebody must look.
  public var maxAttempts = 3
  /// The values that are looked at, each field once.
  public var values: [Value] = []

  /// Creates a cache of states.
  public init(
    name: String, purpose: Purpose = .state, keyPrefix: String, keyField: RowField,
    lifetimeSeconds: Int64
  ) {
    self.name = name
    self.purpose = purpose
    self.keyPrefix = keyPrefix
    self.keyField = keyField
    self.lifetimeSeconds = lifetimeSeconds
  }

  /// What stands for a table's name in findings about entries.
  public var tableName: String { "cache " + name }

  /// The place of a field among the values; `nil` when entries do not have it.
  public func place(of field: CacheField) -> Int? { values.firstIndex { $0.field == field } }
}

/// What a value of a cache entry means.
@frozen public enum CacheField: String, CaseIterable, Hashable, Sendable {
  /// The Stripe customer's id.
  case customer
  /// The Stripe subscription's id.
  case subscription
  /// Stripe's word for the status.
  case status
  /// The Stripe price's id.
  case price
  /// The Stripe product's id.
  case product
  /// Start of the current period.
  case periodStart = "period-start"
  /// End of the current period.
  case periodEnd = "period-end"
  /// Stripe's `cancel_at_period_end`.
  case cancelAtPeriodEnd = "cancel-at-period-end"
  /// How often a copy from Stripe was tried since it last succeeded.
  case attempts
  /// What the last try failed with; kept as whether there is one, for nobody may read it.
  case error
  /// Who asked for the copy: a webhook, a page, a job.
  case source

  /// The fact of a subscription that a cache copies into this field.
  public var copied: StripeField? {
    switch self {
    case .status: .status
    case .price: .price
    case .product: .product
    case .periodStart: .periodStart
    case .periodEnd: .periodEnd
    case .cancelAtPeriodEnd: .cancelAtPeriodEnd
    case .customer, .subscription, .attempts, .error, .source: nil
    }
  }

  /// The field of a row with the same meaning.
  public var rowField: RowField? { RowField(rawValue: rawValue) }
}
