import Billing
import Bytes
import Reconciliation

/// A row and its subscription, or one of them alone, with what a check asks about them.
struct PairView {
  let board: CaseBoard
  /// The pair's place in ``Comparison/pairs``.
  let index: Int
  let pair: Pair

  init(board: CaseBoard, index: Int) {
    self.board = board
    self.index = index
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

  /// What the row's status is declared as.
  var rowStatus: StatusWord? { self[.status].symbol.flatMap { board.statuses[$0] } }

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
  var isRowDeleted: Bool { self[.deletedAt].hasValue }

  /// Whether the row occupies the owner's place.
  var isRowLive: Bool { !isRowDeleted && (rowStatus?.isLive ?? false) }

  /// Whether the row names a subscription.
  var namesSubscription: Bool { (self[.subscription].symbol ?? .empty) != .empty }

  /// Whether the subscription that the row names is one that Stripe has.
  var namesKnownSubscription: Bool {
    self[.subscription].symbol.map(board.subscriptionIDs.contains) ?? false
  }

  /// Whether the row stands in for the want of a paid plan: the free plan, or no status at all.
  var isFallbackRow: Bool {
    guard row != nil, !namesSubscription else { return false }
    if rowMeaning == StatusMeaning.none { return true }
    guard let plan = self[.plan].symbol, let fallback = board.fallbackPlan else { return false }
    return plan == fallback
  }

  /// Whether there was time for both sides to agree.
  var isJudged: Bool {
    if let object, object.notes.contains(.inFlight) || !object.hasState { return false }
    if let subscription, board.evidence.comparison.expected[subscription].status == nil {
      return false
    }
    guard row != nil, let changed = self[.updatedAt].time else { return true }
    return changed <= board.evidence.definition.clock.horizon
  }

  /// Whether the subscription is over: Stripe says so, or its scheduled end has passed.
  ///
  /// A database may call other states ended, too; that is its word, not Stripe's end.
  var isOver: Bool {
    guard let expected, let status = expected.status else { return false }
    return status.isTerminal || (status.isLive && !expected.isLive)
  }

  /// Whether a price that the catalogue maps to a plan is billed, where rows have plans at all.
  var isPlanKnown: Bool {
    guard board.rows?.definition.place(of: .plan) != nil else { return true }
    guard let price = fact(.price).symbol else { return false }
    return board.evidence.comparison.planOfPrice[price] != nil
  }

  /// Whether the subscription runs.
  var isStripeLive: Bool { expected?.isLive ?? false }

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
