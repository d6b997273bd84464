public import Billing
public import Bytes

/// A field about which the two sides disagree.
public struct FieldDifference: Hashable, Sendable {
  /// The field.
  public var field: RowField
  /// The column that holds it, as a place in the table's definition.
  public var column: Int
  /// What each side says; the Stripe side as the row should have it.
  public var sides: Sides<Cell>

  /// Creates a difference.
  public init(field: RowField, column: Int, sides: Sides<Cell>) {
    self.field = field
    self.column = column
    self.sides = sides
  }
}

/// How a row and a subscription were found to be about the same thing; strongest first.
@frozen public enum IdentityLink: String, Sendable, CaseIterable {
  /// The row names the subscription.
  case subscription
  /// The row names the subscription's customer, and no other row fits better.
  case customer
  /// The subscription's or customer's metadata names the row's owner.
  case owner
  /// They were not matched.
  case none
}

/// A row of the subscriptions table and the subscription it is about, or one of the two alone.
@frozen public struct Pair: Sendable {
  // There is one for each row and subscription of a run: places are kept in four bytes.
  @usableFromInline var rowPlace: UInt32
  @usableFromInline var subscriptionPlace: UInt32
  @usableFromInline var firstDifference: UInt32
  @usableFromInline var differenceCount: UInt32
  /// How they were matched.
  public var link: IdentityLink

  @usableFromInline static let nowhere = UInt32.max

  /// Creates a pair; places are below `UInt32.max`.
  @inlinable
  public init(
    row: Int?, subscription: Int?, link: IdentityLink, differences: Range<Int> = 0..<0
  ) {
    rowPlace = row.map { UInt32($0) } ?? Self.nowhere
    subscriptionPlace = subscription.map { UInt32($0) } ?? Self.nowhere
    firstDifference = UInt32(differences.lowerBound)
    differenceCount = UInt32(differences.count)
    self.link = link
  }

  /// The row's place in its table; `nil` when only Stripe has the subscription.
  @inlinable public var row: Int? { rowPlace == Self.nowhere ? nil : Int(rowPlace) }

  /// The subscription's place in the ledger; `nil` when only the database has the row.
  @inlinable public var subscription: Int? {
    subscriptionPlace == Self.nowhere ? nil : Int(subscriptionPlace)
  }

  /// The stretch of ``Comparison/differences`` about them.
  @inlinable public var differences: Range<Int> {
    get { Int(firstDifference)..<Int(firstDifference) + Int(differenceCount) }
    set {
      firstDifference = UInt32(newValue.lowerBound)
      differenceCount = UInt32(newValue.count)
    }
  }
}

/// Everything both sides have about one owner.
@frozen public struct Account: Sendable {
  /// The owner's id in the database; empty when no owner could be found.
  public var owner: Symbol
  @usableFromInline var ownerPlace: UInt32
  @usableFromInline var firstPair: UInt32
  @usableFromInline var pairCount: UInt32
  /// Whether different links named different owners for something in this account.
  public var hasIdentityConflict: Bool

  /// Creates an account; places are below `UInt32.max`.
  @inlinable
  public init(
    owner: Symbol, ownerRow: Int?, pairs: Range<Int> = 0..<0, hasIdentityConflict: Bool = false
  ) {
    self.owner = owner
    ownerPlace = ownerRow.map { UInt32($0) } ?? Pair.nowhere
    firstPair = UInt32(pairs.lowerBound)
    pairCount = UInt32(pairs.count)
    self.hasIdentityConflict = hasIdentityConflict
  }

  /// The owner's row in the owners table.
  @inlinable public var ownerRow: Int? {
    ownerPlace == Pair.nowhere ? nil : Int(ownerPlace)
  }

  /// The stretch of ``Comparison/pairs`` that belongs to the owner.
  @inlinable public var pairs: Range<Int> {
    get { Int(firstPair)..<Int(firstPair) + Int(pairCount) }
    set {
      firstPair = UInt32(newValue.lowerBound)
      pairCount = UInt32(newValue.count)
    }
  }
}

/// What a subscription should look like in the database at the run's clock.
public struct ExpectedState: Hashable, Sendable {
  /// The status word the rule gives; `nil` when the state is unknown or no case fits.
  public var word: Symbol?
  /// What that word means.
  public var meaning: StatusMeaning?
  /// Stripe's own status; `nil` when it is unknown, ended too shortly before the dump to tell, or
  /// is of a subscription that is not the system's.
  public var status: SubscriptionStatus?
  /// Whether an end is scheduled.
  public var isEnding: Bool
  /// Whether Stripe treats it as running and the clock has not passed its end.
  public var isLive: Bool

  /// Creates a state of which nothing is known.
  public init() {
    word = nil
    meaning = nil
    status = nil
    isEnding = false
    isLive = false
  }
}

/// Both sides, matched: facts about where they agree and differ, not yet judged.
public struct Comparison: Sendable {
  /// The owners, by the bytes of their ids; those without one last, by subscription id.
  public var accounts: [Account] = []
  /// The pairs of all accounts.
  public var pairs: [Pair] = []
  /// The differences of all pairs.
  public var differences: [FieldDifference] = []
  /// For each subscription of the ledger what the database should say.
  public var expected: [ExpectedState] = []
  /// For each subscription of the ledger what the second layer should say; empty without one.
  public var layerExpected: [ExpectedState] = []
  /// From each price of the catalogue to its plan; prices that two plans claim are left out.
  public var planOfPrice: [Symbol: Symbol] = [:]
  /// The words that the subscriptions table uses for Stripe's.
  public var words = DatabaseWords()
  /// For each row of the subscriptions table what its status word means.
  public var rowMeanings: [StatusMeaning?] = []

  /// Creates an empty comparison.
  public init() {}

  /// The fewest rows, and subscriptions, that show something by having nothing in common.
  private static let telling = 3

  /// Whether not one of the subscriptions that rows name is among Stripe's, of several on each
  /// side.
  public func hasNothingInCommon(with rows: DatabaseTable) -> Bool {
    guard expected.count >= Self.telling, !pairs.contains(where: { $0.link == .subscription })
    else { return false }
    let naming = (0..<rows.count).lazy.filter { row in
      rows.symbol(row, .subscription) != .empty && !rows[row, .deletedAt].hasValue
    }
    return naming.prefix(Self.telling).count == Self.telling
  }
}

/// All that the checks may look at: both sides, the comparison, and the system's definition.
///
/// It never changes once it is made.
public final class Evidence: Sendable {
  /// The Stripe side.
  public let ledger: StripeLedger
  /// The dumped tables, in the order of the definition.
  public let tables: [DatabaseTable]
  /// The dumped caches, in the order of the definition.
  public let caches: [CacheTable]
  /// The two sides matched.
  public let comparison: Comparison
  /// The system.
  public let definition: SystemDefinition
  /// What could and could not be looked at.
  public let coverage: Coverage
  /// Where days and months begin, for rules that count them.
  public let zone: TimeZoneRules

  /// Gathers the evidence.
  public init(
    ledger: StripeLedger, tables: [DatabaseTable], comparison: Comparison,
    definition: SystemDefinition, coverage: Coverage, caches: [CacheTable] = [],
    zone: TimeZoneRules = .utc
  ) {
    self.zone = zone
    self.ledger = ledger
    self.tables = tables
    self.caches = caches
    self.comparison = comparison
    self.definition = definition
    self.coverage = coverage
  }

  /// The texts behind every symbol of either side.
  public var symbols: Symbols { ledger.symbols }

  /// The dumped table in a role, if there is one.
  public func table(_ role: TableRole) -> DatabaseTable? {
    tables.first { $0.definition.role == role }
  }

  /// The table of a name, if it was dumped.
  public func table(named name: String) -> DatabaseTable? {
    tables.place(named: name).map { tables[$0] }
  }

  /// The subscriptions of the Stripe side.
  public var subscriptions: [StripeObject] { ledger[.subscription] }

  /// Whether a row was marked as deleted while its subscription still ran.
  public func wasDeletedBeforeEnd(_ pair: Pair) -> Bool {
    guard let row = pair.row, let subscription = pair.subscription,
      let deleted = table(.subscriptions)?[row, .deletedAt].time,
      let ended = ledger.fact(.endedAt, of: subscriptions[subscription]).time
    else { return false }
    return deleted < ended
  }
}

/// What a run could look at, and what stands in the way of trusting its verdict.
public struct Coverage: Sendable {
  /// A reason why the evidence is not whole.
  public struct Hole: Hashable, Sendable {
    /// What kind of hole, kebab-case.
    public var name: String
    /// One sentence for people.
    public var message: String
    /// Whether the verdict can not be trusted because of it: exit 3 and no downgrades.
    public var blocksVerdict: Bool
    /// Creates a hole.
    public init(name: String, message: String, blocksVerdict: Bool) {
      self.name = name
      self.message = message
      self.blocksVerdict = blocksVerdict
    }
  }

  /// The holes, in the order they were found.
  public var holes: [Hole] = []
  /// Tables of the definition that were not supplied.
  public var missingTables: [String] = []

  /// Creates full coverage.
  public init() {}

  /// The name of the hole that the application's ledger proves: it has events that Stripe's export
  /// lacks.
  public static let unexportedEvents = "unexported-events"

  /// Whether the application is known to have handled events that the export lacks.
  public var lacksHandledEvents: Bool { holes.contains { $0.name == Self.unexportedEvents } }

  /// Whether nothing blocks the verdict.
  public var isTrustworthy: Bool { !holes.contains(where: \.blocksVerdict) }
}
