import Billing
import Bytes
import Reconciliation

/// A row and its subscription, or one of them alone, with what a check asks about them.
struct PairView {
  let board: CaseBoard
  /// The pair's place in ``Comparison/pairs``.
  let index: Int
  let pair: Pair
  /// What the pair shows at first sight.
  let signs: PairSigns

  init(board: CaseBoard, index: Int, signs: PairSigns) {
    self.board = board
    self.index = index
    self.signs = signs
    pair = board.evidence.comparison.pairs[index]
  }

  var row: Int? { pair.row }
  var subscription: Int? { pair.subscription }
  var differences: Range<Int> { pair.differences }

  /// The folded subscription.
  var object: StripeObject? { subscription.map { board.evidence.subscriptions[$0] } }

  /// What the row should say, if there is a subscription.
  var expected: ExpectedState? { subscription.map { board.evidence.comparison.expected[$0] } }

  /// Stripe's status, if it is known.
  var stripeStatus: SubscriptionStatus? { expected?.status }

  /// What the row's status word means; `nil` without a row or for an undeclared word.
  var rowMeaning: StatusMeaning? { row.flatMap { board.evidence.comparison.rowMeanings[$0] } }

  /// What the row says in a field.
  subscript(field: RowField) -> Cell {
    guard let row, let rows = board.rows else { return .unknown }
    return rows[row, field]
  }

  /// What Stripe says in a field.
  func fact(_ field: StripeField) -> Cell {
    object.map { board.evidence.ledger.fact(field, of: $0) } ?? .unknown
  }

  /// Whether the row is marked as deleted.
  var isRowDeleted: Bool { signs.contains(.deletedRow) }

  /// Whether the row occupies the owner's place.
  var isRowLive: Bool { signs.contains(.liveRow) }

  /// Whether the row names a subscription.
  var namesSubscription: Bool { (self[.subscription].symbol ?? .empty) != .empty }

  /// Whether the subscription that the row names is one that Stripe has.
  var namesKnownSubscription: Bool {
    self[.subscription].symbol.map { board.subscriptionPlaces[$0] != nil } ?? false
  }

  /// Whether the row stands in for the want of a paid plan: the free plan, or no status at all.
  var isFallbackRow: Bool {
    guard row != nil, !namesSubscription else { return false }
    if rowMeaning == StatusMeaning.none { return true }
    guard let plan = self[.plan].symbol, let fallback = board.fallbackPlan else { return false }
    return plan == fallback
  }

  /// Whether the subscription is over: Stripe says so, or its scheduled end has passed.
  var isOver: Bool { signs.contains(.over) }

  /// Whether a price that the catalogue maps to a plan is billed, where rows have plans at all.
  var isPlanKnown: Bool {
    guard board.rows?.definition.place(of: .plan) != nil else { return true }
    guard let price = fact(.price).symbol else { return false }
    return board.evidence.comparison.planOfPrice[price] != nil
  }

  /// Whether the subscription runs.
  var isStripeLive: Bool { signs.contains(.running) }

  /// When the subscription ended, if it did.
  var endedAt: Timestamp? { fact(.endedAt).time }

  /// The customer, as Stripe or else the row names it.
  var customer: Symbol { fact(.customer).symbol ?? self[.customer].symbol ?? .empty }

  /// Records that show the two sides, Stripe's first.
  var origins: [RecordOrigin] {
    var origins: [RecordOrigin] = []
    if let object, object.hasState { origins.append(object.origin) }
    if let row, let rows = board.rows { origins.append(rows.origins[row]) }
    return origins
  }
}
