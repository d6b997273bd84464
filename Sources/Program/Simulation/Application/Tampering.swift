import Reconciliation

/// What a fault does to books that were kept right up to it.
struct Tampering {
  private let world: World
  private let story: StoryTeller
  private let account: Int
  /// When somebody wrote into the tables by hand: after the last event, and not just now.
  let editedAt: Int

  init(_ world: World, _ story: StoryTeller, _ account: Int) {
    self.world = world
    self.story = story
    self.account = account
    editedAt = world.asOf - 1_800
  }

  func apply(_ fault: Fault, to books: inout Books) {
    books.faultyRow = books.rows.isEmpty ? nil : 0
    switch fault.row.effect {
    case .freeze, .nothing, .forget: applyLoss(fault.row.effect, to: &books)
    case .forgetSuccessor: books.faultySubscription = 1
    case .wipe: wipe(&books)
    case .deleteOwner: books.ownerDeletedAt = editedAt
    case .removeRow:
      books.rows.removeAll { $0.key == .row }
      books.faultyRow = nil
    case .keepFree: keepFree(&books)
    case .dropFree:
      books.rows.removeAll { $0.key == .freeRow }
      (books.faultyRow, books.faultySubscription) = (nil, nil)
    case .keepCustomer: keepCustomer(&books)
    case .phantom, .localTrial: standIn(fault, &books)
    case let effect where effect.isOfCache:
      books.faultyRow = nil
      // It is missed under the subscription that runs.
      if effect == .wrongEntry { books.faultySubscription = 1 }
    case let effect where effect.isOfMoney:
      books.faultyRow = nil
      // A payment's row names no subscription.
      if effect == .payTwice { books.faultySubscription = nil }
    default: edit(fault.row.effect, &books)
    }
  }

  private func applyLoss(_ effect: Effect, to books: inout Books) {
    if case .nothing = effect, story.plot == .overlapping {
      (books.faultyRow, books.faultySubscription) = (1, 1)
    }
    if case .freeze = effect, let last = story.lastPlace(of: 0) {
      // Whatever is written after the loss does not know of it.
      books.rows[0].updatedAt = max(
        books.rows[0].updatedAt,
        story.fault?.cause == .outOfOrder ? story.moments[last].time + 45 : 0)
    }
  }

  /// The second subscription's row is written with the end of the first.
  private func wipe(_ books: inout Books) {
    guard books.rows.count > 1 else { return }
    let end = books.rows[0].state.endedAt
    books.rows[1].word = world.words.word(meaning: .ended)
    books.rows[1].state.canceledAt = end
    books.rows[1].state.endedAt = end
    books.rows[1].updatedAt = end + 5
    (books.faultyRow, books.faultySubscription) = (1, 1)
  }

  private func keepFree(_ books: inout Books) {
    guard let paid = books.rows.first else { return }
    var free = paid
    free.key = .formerRow
    (free.plan, free.price) = (0, nil)
    free.word = freeWord
    (free.subscription, free.customer) = (.none, .none)
    free.state = SubscriptionState()
    free.createdAt = paid.createdAt - 86_400
    free.updatedAt = free.createdAt
    free.lastEvent = -1
    (free.state.periodStart, free.state.periodEnd) = (free.createdAt, free.createdAt + 86_400)
    books.rows.append(free)
    (books.faultyRow, books.faultySubscription) = (books.rows.count - 1, nil)
  }

  private func keepCustomer(_ books: inout Books) {
    guard let place = books.rows.firstIndex(where: { $0.key == .freeRow }) else { return }
    books.rows[place].customer = .own
    (books.faultyRow, books.faultySubscription) = (place, nil)
  }

  /// A live row that Stripe knows nothing of takes the place of the free one.
  private func standIn(_ fault: Fault, _ books: inout Books) {
    guard var row = books.rows.first else { return }
    books.rows.removeAll { $0.key == .freeRow }
    row.key = .phantom
    row.state.endedAt = 0
    (row.state.canceledAt, row.state.cancelAt, row.state.endsWithPeriod) = (0, 0, false)
    row.state.periodStart = world.asOf - 20 * 86_400
    row.state.periodEnd = world.asOf + 10 * 86_400
    (row.createdAt, row.updatedAt) = (editedAt - 86_400, editedAt)
    row.lastEvent = -1
    row.isForeign = fault.cause == .wrongSource
    if case .localTrial = fault.row.effect {
      row.word = world.words.word(meaning: .trialing)
      (row.subscription, row.customer) = (.none, .none)
      row.state.trialStart = world.asOf - 19 * 86_400
      row.state.trialEnd = world.asOf - 5 * 86_400
    } else {
      row.word = world.words.word(meaning: .active)
      row.subscription = .invented
      (row.state.trialStart, row.state.trialEnd) = (0, 0)
    }
    books.rows.append(row)
    (books.faultyRow, books.faultySubscription) = (books.rows.count - 1, nil)
  }

  /// Somebody wrote into the first row.
  private func edit(_ effect: Effect, _ books: inout Books) {
    guard !books.rows.isEmpty else { return }
    books.rows[0].updatedAt = editedAt
    switch effect {
    case .hideRow: books.rows[0].deletedAt = editedAt
    case .endLocally: books.rows[0].word = world.words.word(meaning: .ended)
    case .blockLocally: books.rows[0].word = world.words.word(meaning: .pastDue)
    case .editPlan:
      let price = world.catalogue.better(than: books.rows[0].state.price)
      books.rows[0].plan = world.catalogue.prices[price].plan
    case .editPeriod: books.rows[0].state.periodEnd -= 5 * 86_400
    case .editTrial: books.rows[0].state.trialEnd += 7 * 86_400
    case .editCancellation: books.rows[0].state.canceledAt -= 86_400
    case .blank(let field): blank(field, &books)
    case .strangeCustomer: books.rows[0].customer = .invented
    case .swapCustomers: books.rows[0].customer = .account(account ^ 1)
    case .loseLink: loseLink(&books)
    case .unmappedPrice: books.rows[0].updatedAt = books.rows[0].createdAt + 1
    default: break
    }
  }

  private func blank(_ field: RowField, _ books: inout Books) {
    books.rows[0].blank = field
    if let last = story.lastPlace(of: 0) {
      books.rows[0].updatedAt = story.moments[last].time + 4
    }
  }

  /// The row lost its link while the subscription ran, so that it never heard of the end.
  private func loseLink(_ books: inout Books) {
    books.rows.removeAll { $0.key == .freeRow }
    books.rows[0].subscription = .none
    books.rows[0].word = world.words.word(meaning: .active)
    books.rows[0].state.endedAt = 0
    let before = story.moments[story.lastPlace(of: 0) ?? 0].before
    books.rows[0].state = before
  }

  private var freeWord: Int {
    let word = world.definition.liveRows?.fallbackStatus
    return world.definition.statuses.firstIndex { $0.word == word } ?? -1
  }
}
