public import Billing

/// Which price is which plan.
public struct CatalogueDefinition: Hashable, Sendable {
  /// The table that lists plans; its fields `price` and ``naming`` tie them to Stripe.
  ///
  /// Empty where the database has none: the aliases are all there is then.
  public var table: String
  /// The field of the table by which rows name a plan: its `key`, or the word of its `plan` where
  /// several prices are of one.
  public var naming = RowField.key
  /// Older or additional prices of a plan, which existing subscribers keep.
  public var aliases: [PriceAlias]
  /// Price ids that stand for "not filled in yet", besides the empty text.
  public var placeholders: [String]

  /// Creates a catalogue.
  public init(table: String, aliases: [PriceAlias] = [], placeholders: [String] = []) {
    self.table = table
    self.aliases = aliases
    self.placeholders = placeholders
  }

  /// Whether a price id stands for "not filled in yet", or is the id of something else.
  ///
  /// Prices of old accounts have ids of any form, so only what cannot be one counts: a declared
  /// placeholder, the empty text, an id with another object's prefix, and what people write to be
  /// replaced.
  public func isPlaceholder(_ price: String) -> Bool {
    if price.isEmpty || placeholders.contains(where: { $0.utf8.elementsEqual(price.utf8) }) {
      return true
    }
    let letters = price.lowercased()
    return Self.otherPrefixes.contains { letters.hasPrefix($0) } || Self.isUnfilled(letters)
  }

  /// Whether a text, in small letters, is what people write where they mean to fill in an id.
  public static func isUnfilled(_ letters: String) -> Bool {
    unfilled.contains { letters.contains($0) }
  }

  private static let otherPrefixes = ["prod_", "sub_", "cus_", "si_", "pk_", "sk_", "acct_"]
  private static let unfilled = [
    "xxx", "...", "your_", "your-", "<", "${", "{{", "todo", "replace", "changeme", "placeholder",
  ]
}

/// A price that belongs to a plan although the plan's row names another one.
public struct PriceAlias: Hashable, Sendable {
  /// Stripe's price id.
  public var price: String
  /// The plan's key, or its word where rows name plans by that.
  public var plan: String
  /// Creates an alias.
  public init(price: String, plan: String) {
    self.price = price
    self.plan = plan
  }
}

/// How many live rows an owner must have, and what stands in when nothing is paid.
public struct LiveRowRule: Hashable, Sendable {
  /// The number every owner who is not deleted must have at least: 0 or 1.
  public var minimum: Int
  /// The number an owner may have at most.
  public var maximum: Int
  /// The key of the free plan, for owners without a paid one.
  public var fallbackPlan: String?
  /// The status word of a row on the free plan.
  public var fallbackStatus: String?

  /// Creates a rule.
  public init(
    minimum: Int, maximum: Int, fallbackPlan: String? = nil, fallbackStatus: String? = nil
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.fallbackPlan = fallbackPlan
    self.fallbackStatus = fallbackStatus
  }
}

/// What a plan gives while its subscription gives access.
public struct EntitlementDefinition: Hashable, Sendable {
  /// The plan's key or tier word; empty for owners without a paid plan.
  public var plan: String
  /// The metric that is limited, for example `rooms`.
  public var metric: String
  /// How much of it; `nil` for no limit.
  public var limit: Int64?
  /// The period after which counting starts again: `month`, `period` or empty for never.
  public var per: String

  /// Creates an entitlement.
  public init(plan: String, metric: String, limit: Int64?, per: String) {
    self.plan = plan
    self.metric = metric
    self.limit = limit
    self.per = per
  }
}

/// A change to a check's standing in one system.
public struct CheckSetting: Hashable, Sendable {
  /// The check's code, for example `S02`.
  public var code: String
  /// Whether the check runs at all; a check that does not is listed as not evaluated.
  public var isEnabled: Bool
  /// How bad its findings are here; `nil` keeps the check's own severity.
  public var severity: Severity?
  /// What may be done about its findings here; `nil` keeps the check's own disposition.
  public var disposition: Disposition?

  /// Creates a setting.
  public init(
    code: String, isEnabled: Bool = true, severity: Severity? = nil,
    disposition: Disposition? = nil
  ) {
    self.code = code
    self.isEnabled = isEnabled
    self.severity = severity
    self.disposition = disposition
  }
}

/// A finding that somebody has accepted, for a reason, until a day and for pinned values.
public struct Waiver: Hashable, Sendable {
  /// The finding's id, or the check's code together with an entity.
  public var driftID: String?
  /// The check's code.
  public var code: String?
  /// The owner, customer or subscription it is for.
  public var entity: String?
  /// Why it is accepted.
  public var reason: String
  /// The last instant it holds.
  public var until: Timestamp
  /// The values it was accepted with, by field; another value re-opens the finding.
  public var pinned: [PinnedValue]

  /// Creates a waiver.
  public init(
    driftID: String? = nil, code: String? = nil, entity: String? = nil, reason: String,
    until: Timestamp, pinned: [PinnedValue] = []
  ) {
    self.driftID = driftID
    self.code = code
    self.entity = entity
    self.reason = reason
    self.until = until
    self.pinned = pinned
  }
}

/// The two values of a field at the time a finding was waived.
public struct PinnedValue: Hashable, Sendable {
  /// The field.
  public var field: String
  /// What Stripe said.
  public var stripe: String
  /// What the database said.
  public var database: String
  /// Creates a pair.
  public init(field: String, stripe: String, database: String) {
    self.field = field
    self.stripe = stripe
    self.database = database
  }
}

/// What a run may change at most, and on what evidence.
public struct SafetyLimits: Hashable, Sendable {
  /// The most rows one plan may change.
  public var maxChanges = 500
  /// The most of a table one plan may change, in hundredths of a percent.
  public var maxBasisPoints = 1_000
  /// How long a plan may be applied after the clock, in seconds.
  public var planLifetimeSeconds: Int64 = 72 * 3600
  /// The most rows in one script; more are split over several.
  public var rowsPerPlan = 1_000
  /// Provenance words whose rows are never changed: gifts, contracts, other processors.
  public var protectedProvenance: [String] = []
  /// How many records of the events may be rejected, per thousand, before evidence fails.
  public var eventRejectionsPerThousand = 1
  /// How much smaller than in the last run a table may be, in percent, before evidence fails.
  public var maxShrinkPercent = 20

  /// Creates the defaults.
  public init() {}
}
