import Billing
import Bytes
import Reconciliation

/// What a cache of states says about one customer, beside what both sides say.
struct CacheView {
  /// How the entry stands to the truth: the first that fits.
  enum Standing {
    /// It says what Stripe says.
    case agrees
    /// There is none, or it is gone.
    case missing
    /// Stripe, the row and the cache say three different things.
    case split
    /// It names a subscription that is not the one that runs.
    case wrongSubscription
    /// It says that nothing runs although something does.
    case lapsed
    /// It says that something runs although nothing does.
    case outlived
    /// It says what was true before the last change.
    case behind
  }

  let table: CacheTable
  /// The entry's place in the cache; `nil` when there is none.
  let entry: Int?
  let customer: Symbol
  /// The customer's rows and subscriptions.
  let pairs: [PairView]
  /// The pair that the entry is about: of the subscription it names, else of what runs.
  let pair: PairView?
  let standing: Standing
  /// The fields in which the entry differs from Stripe.
  let differences: [FieldDifference]

  init(_ table: CacheTable, of customer: Symbol, _ pairs: [PairView], statuses: StripeWords) {
    self.table = table
    self.customer = customer
    self.pairs = pairs
    entry = table.place(of: customer)
    let words = CachedWords(table, entry)
    let live = pairs.filter(\.isStripeLive)
    let named = pairs.first { words.subscription != .empty && $0.object?.id == words.subscription }
    pair = named ?? live.first ?? pairs.first { $0.subscription != nil }
    let status = words.isNegative ? nil : statuses.status(of: words.status)
    let meaning = CachedMeaning(status: status, isNegative: words.isNegative)
    differences = pair.map { words.differences(from: $0, meaning, statuses) } ?? []
    standing = Self.standing(
      words, meaning, live: live, named: named, pair: pair, differs: !differences.isEmpty)
  }

  private static func standing(
    _ words: CachedWords, _ cached: CachedMeaning, live: [PairView], named: PairView?,
    pair: PairView?, differs: Bool
  ) -> Standing {
    guard words.isThere else { return .missing }
    guard cached.isKnown, let pair else { return .agrees }
    if let named, cached.splits(named) { return .split }
    if !live.isEmpty, !cached.isLive, live.contains(where: { $0.index == pair.index }) {
      return .lapsed
    }
    if !live.isEmpty, !live.contains(where: { $0.index == named?.index }) {
      return .wrongSubscription
    }
    if live.isEmpty, cached.isLive { return .outlived }
    return named != nil && differs ? .behind : .agrees
  }

  /// The whole key; empty when there is no entry.
  var key: Symbol { entry.map { table.entries[$0].key } ?? .empty }

  /// When the entry was written, if it is known.
  var writtenAt: Timestamp? { entry.flatMap { table.entries[$0].writtenAt } }

  /// Whether the entry was written before something changed that it is about.
  var isOlderThanTruth: Bool {
    guard let writtenAt, let object = pair?.object else { return false }
    return writtenAt < object.changedAt
  }

  /// How many seconds past its life the entry is still given out, `nil` while it is young enough
  /// or its age is not known.
  func overstay(at taken: Timestamp) -> Int64? {
    guard let entry, table.definition.lifetimeSeconds > 0 else { return nil }
    let lifetime = table.definition.lifetimeSeconds
    if let writtenAt {
      let age = taken.seconds - writtenAt.seconds
      return age > lifetime ? age - lifetime : nil
    }
    // Without the time of writing only what is left of its life can be too much.
    guard let left = table.entries[entry].secondsLeft, left > lifetime else { return nil }
    return left - lifetime
  }

  /// Whether the cache would keep the entry for ever although it may not.
  var neverExpires: Bool {
    guard let entry, table.definition.lifetimeSeconds > 0 else { return false }
    return table.entries[entry].secondsLeft == -1
  }
}

/// The statuses that Stripe defines, by the symbols of their words.
struct StripeWords: Sendable {
  private let words: [(symbol: Symbol, status: SubscriptionStatus)]

  init(_ symbols: Symbols) {
    words = SubscriptionStatus.allCases.compactMap { status in
      symbols.find(status.rawValue).map { ($0, status) }
    }
  }

  /// The status of a word; `nil` for one that Stripe does not define.
  func status(of word: Symbol) -> SubscriptionStatus? { words.first { $0.symbol == word }?.status }

  /// The word of a status; `nil` when nobody uses it.
  func word(of status: SubscriptionStatus) -> Symbol? {
    words.first { $0.status == status }?.symbol
  }
}

/// The words of one entry.
private struct CachedWords {
  let table: CacheTable
  let entry: Int?

  init(_ table: CacheTable, _ entry: Int?) {
    self.table = table
    self.entry = entry
  }

  var isThere: Bool { entry != nil }
  var isNegative: Bool { entry.map { table.entries[$0].isNegative } ?? false }
  var status: Symbol { self[.status].symbol ?? .empty }
  var subscription: Symbol { self[.subscription].symbol ?? .empty }

  subscript(field: CacheField) -> Cell { entry.map { table[$0, field] } ?? .unknown }

  /// Where the entry says something else than Stripe, in the order of the declared values.
  func differences(
    from pair: PairView, _ cached: CachedMeaning, _ words: StripeWords
  ) -> [FieldDifference] {
    guard isThere, let object = pair.object else { return [] }
    return table.definition.values.enumerated().compactMap { place, value in
      guard let field = value.field.rowField else { return nil }
      let stripe: Cell
      switch value.field {
      case .subscription: stripe = .symbol(object.id)
      case .status: stripe = pair.stripeStatus.flatMap(words.word).map { .symbol($0) } ?? .unknown
      default: stripe = value.field.copied.map { pair.fact($0) } ?? .unknown
      }
      let own = self[value.field]
      // What is over is not compared further, and a marker says nothing but its word.
      let isBare = cached.isNegative || pair.stripeStatus?.isTerminal == true
      guard stripe.isKnown, own.isKnown, stripe != own,
        value.field == .status || value.field == .subscription || !isBare
      else { return nil }
      return FieldDifference(
        field: field, column: place, sides: Sides(stripe: stripe, database: own))
    }
  }
}

/// What the status of an entry means.
private struct CachedMeaning {
  let status: SubscriptionStatus?
  let isNegative: Bool

  var isKnown: Bool { isNegative || status != nil }
  var isLive: Bool { status?.isLive ?? false }

  /// Whether Stripe, the row and the entry all say something else about a pair.
  func splits(_ pair: PairView) -> Bool {
    guard let status, let stripe = pair.stripeStatus, let row = pair.rowMeaning, status != stripe,
      pair.board.evidence.comparison.differences[pair.differences].contains(where: {
        $0.field == .status
      })
    else { return false }
    return !status.meanings.contains(row)
  }
}

extension SubscriptionStatus {
  /// What a database may call the status.
  fileprivate var meanings: [StatusMeaning] {
    switch self {
    case .incomplete: [.incomplete]
    case .trialing: [.trialing, .ending]
    case .active: [.active, .ending]
    case .pastDue: [.pastDue]
    case .unpaid: [.unpaid, .ended]
    case .paused: [.paused]
    case .canceled, .incompleteExpired: [.ended, .none]
    }
  }
}
