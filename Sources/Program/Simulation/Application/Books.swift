import Reconciliation

/// A row of the application's table of subscriptions; instants are seconds since 1970, 0 for none.
struct BookRow {
  /// Which Stripe id stands in a column.
  enum Link: Hashable {
    case none
    /// The account's own: of its first or second subscription.
    case own
    /// Another account's.
    case account(Int)
    /// One that nobody has.
    case invented
  }

  /// What its key is made from.
  var key: Identifier.Kind
  /// Which of the account's subscriptions it is about.
  var ordinal: Int
  /// What the application believes about the subscription.
  var state: SubscriptionState
  /// When the subscription began.
  var startedAt = 0
  var plan: Int
  var price: Int?
  /// The status, as a place in the system's words.
  var word: Int
  var subscription = Link.own
  var customer = Link.own
  var createdAt: Int
  var updatedAt: Int
  var deletedAt = 0
  /// The event it was last written from, as a place in the story; -1 for none.
  var lastEvent = -1
  /// Whether an event of another account is what wrote it.
  var isForeign = false
  /// A column that is null although it should not be.
  var blank: RowField?
}

/// What the application's tables say about one account after all its events were handled.
struct Books {
  /// The rows, the paid ones first.
  var rows: [BookRow] = []
  /// When the owner was marked as deleted; 0 if not.
  var ownerDeletedAt = 0
  /// Which row of a subscription a fault shows on; `nil` when it shows on none of them.
  var faultyRow: Int?
  /// Which of the account's subscriptions a fault is about; `nil` for none.
  var faultySubscription: Int? = 0
}

/// The application: receives an account's events and keeps the books on it.
///
/// It follows the definition's own rule, word for word, so that the books agree with Stripe unless
/// a fault gets in between. Nothing of the comparison is used: what is expected there is found
/// here a second time, by other means.
struct Bookkeeper {
  private let world: World
  private var teller: StoryTeller
  /// When each event of the account arrived first, in seconds since 1970.
  private(set) var arrivals: [Int] = []

  init(_ world: World) {
    self.world = world
    teller = StoryTeller(world)
  }

  /// The story behind the books kept last.
  var story: StoryTeller { teller }

  /// Keeps the books on an account.
  mutating func books(of account: Int) -> Books {
    teller.tell(account)
    var delivery = Arrivals(of: account, told: teller, in: world)
    arrivals.removeAll(keepingCapacity: true)
    for moment in teller.moments { arrivals.append(delivery.next(moment).first) }
    var books = Books()
    for ordinal in 0..<(world.layout.isDouble(account) ? 2 : 1) {
      if let row = followed(ordinal) { books.rows.append(row) }
    }
    let isLive = books.rows.contains { world.words.isLive($0.word) }
    if world.hasFreeRows, !isLive { books.rows.append(freeRow(.freeRow, isLive: true)) }
    if teller.fault == nil, isLive, world.hasFreeRows, account % 4 == 0 {
      books.rows.append(freeRow(.formerRow, isLive: false))
    }
    if let fault = teller.fault { Tampering(world, teller, account).apply(fault, to: &books) }
    return books
  }

  /// The row of a subscription after every event that reached it; `nil` if none did.
  private func followed(_ ordinal: Int) -> BookRow? {
    var row: BookRow?
    for (place, moment) in teller.moments.enumerated()
    where moment.ordinal == ordinal && moment.kind.showsSubscription && !teller.isLost(place) {
      var next =
        row
        ?? BookRow(
          key: .row, ordinal: ordinal, state: moment.state, plan: 0, word: -1,
          createdAt: arrivals[place] + 2, updatedAt: 0)
      next.state = moment.state
      next.price = moment.state.price
      next.plan = world.catalogue.prices[moment.state.price].plan
      let word = world.words.word(for: moment.state, at: moment.time)
      if word >= 0 { next.word = word }
      // An event that is older than the row is noted, and not applied.
      next.updatedAt = max(next.updatedAt, arrivals[place] + 3)
      next.lastEvent = place
      row = next
    }
    row?.startedAt = teller.start(of: ordinal)
    if teller.fault?.cause == .outOfOrder, let last = teller.lastPlace(of: ordinal) {
      // The event before came late: its writing is the last one.
      row?.updatedAt = teller.moments[last].time + 45
    }
    return row
  }

  /// A row on the free plan: what stands in, or stood in, for a paid one.
  private func freeRow(_ kind: Identifier.Kind, isLive: Bool) -> BookRow {
    let first = teller.moments.first?.time ?? world.asOf
    let last = teller.moments.last { $0.kind.showsSubscription }?.time ?? first
    let time = isLive && teller.moments.count > 0 ? last + 5 : first - 86_400
    let rule = world.definition.liveRows
    let word =
      isLive
      ? world.definition.statuses.firstIndex { $0.word == rule?.fallbackStatus } ?? -1
      : world.words.word(meaning: .ended)
    var state = SubscriptionState()
    (state.periodStart, state.periodEnd) = (time, time + 100 * 365 * 86_400)
    return BookRow(
      key: kind, ordinal: 0, state: state, plan: 0, price: nil, word: word, subscription: .none,
      customer: .none, createdAt: time, updatedAt: isLive ? time : first + 5)
  }
}

extension StoryTeller {
  /// When one of the account's subscriptions began.
  func start(of ordinal: Int) -> Int {
    moments.first { $0.kind == .subscriptionCreated && $0.ordinal == ordinal }?.time ?? 0
  }

  /// The last event that shows a subscription.
  func lastPlace(of ordinal: Int) -> Int? {
    moments.lastIndex { $0.ordinal == ordinal && $0.kind.showsSubscription }
  }

  /// Whether the fault keeps the application from applying an event.
  func isLost(_ place: Int) -> Bool {
    guard let fault else { return false }
    let moment = moments[place]
    switch fault.row.effect {
    case .freeze: return place == lastPlace(of: 0)
    case .forget: return moment.kind.showsSubscription
    case .forgetSuccessor:
      return moment.kind.showsSubscription
        && (moment.ordinal == 1 || moment.kind == .subscriptionDeleted)
    case .keepCustomer: return moment.kind == .customerDeleted
    case .missInvoice, .reopenInvoice:
      return place == moments.firstIndex { $0.kind == .invoicePaid }
    default: return false
    }
  }

  /// The events a fault is about, for the truth: those lost, or the one that did the harm.
  var lostPlaces: [Int] {
    if case .wipe = fault?.row.effect {
      return moments.indices.filter { moments[$0].kind == .subscriptionDeleted }
    }
    if [.dropFree, .keepEntry].contains(fault?.row.effect) {
      return lastPlace(of: 0).map { [$0] } ?? []
    }
    return moments.indices.filter(isLost)
  }
}
