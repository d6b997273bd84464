public import Billing
import Bytes
public import Revenue

/// Makes the item ledger of a history: one row for each change of what an item brings in a month.
///
/// Every subscription is by itself, so that a history may be one part of a larger one.
public struct ItemLedger: Sendable {
  private let rules: MeasureRules
  private let terms: TermsBook
  private let asOf: Timestamp
  private let aliases: CustomerAliases

  /// Prepares to measure.
  ///
  /// - Parameters:
  ///   - rules: the rules.
  ///   - terms: what subscriptions refer to.
  ///   - asOf: the last instant that is measured.
  ///   - aliases: which customers are the same.
  public init(
    rules: MeasureRules, terms: TermsBook, asOf: Timestamp, aliases: CustomerAliases = .none
  ) {
    self.rules = rules
    self.terms = terms
    self.asOf = asOf
    self.aliases = aliases
  }

  /// Measures every subscription of a history.
  ///
  /// - Returns: the ledger, with the symbols of the history and not sorted.
  /// - Complexity: linear in the number of states, but for those with many discounts.
  public func ledger(of history: RevenueHistory) -> RecurringLedger {
    var history = history
    history.unite(aliases)
    var ledger = RecurringLedger(symbols: history.symbols)
    var pass = LedgerPass(rules: rules, terms: terms, asOf: asOf, history: history)
    for past in history.subscriptions where !past.states.isEmpty {
      pass.take(past, into: &ledger)
    }
    for exception in pass.exceptions.all { ledger.add(exception) }
    return ledger
  }
}

/// One pass over the subscriptions of a history.
private struct LedgerPass {
  let history: RevenueHistory
  let terms: TermsBook
  let asOf: Timestamp
  let rule: StandingRule
  let pricing: ItemPricing
  var exceptions = ExceptionList()
  /// What the items of the subscription at hand brought at the last instant looked at.
  private var last: [PricedItem] = []
  private var lastStanding = Standing.notStarted
  private var lastItems: Set<Symbol> = []
  private var lastCustomer = Symbol.empty

  init(rules: MeasureRules, terms: TermsBook, asOf: Timestamp, history: RevenueHistory) {
    self.history = history
    self.terms = terms
    self.asOf = asOf
    rule = StandingRule(rules: rules)
    pricing = ItemPricing(rules: rules, history: history, terms: terms)
  }

  /// Measures one subscription.
  mutating func take(_ past: SubscriptionPast, into ledger: inout RecurringLedger) {
    last = []
    lastStanding = .notStarted
    lastItems = []
    lastCustomer = .empty
    exceptions.subscription = past.subscription
    let courses = courses(of: past)
    let states = history.states[past.states.range]
    for (place, state) in zip(courses.indices, states) {
      let end = place + 1 < courses.count ? courses[place + 1].start : nil
      for time in instants(of: state, courses[place], until: end) {
        take(state, courses[place], at: time, past, into: &ledger)
      }
    }
    noteDoubts(about: past, courses)
    for trial in TrialSearch(history: history, terms: terms, asOf: asOf).trials(of: past) {
      ledger.add(trial)
    }
  }

  // MARK: When

  /// When each state takes effect.
  private func courses(of past: SubscriptionPast) -> [StateCourse] {
    let payment = history.symbols.withView(of: past.subscription) { terms.payments(of: $0) }
    var courses: [StateCourse] = []
    var before: SubscriptionState?
    for state in history.states[past.states.range] {
      var course = StateCourse(start: start(of: state, after: before, courses.last))
      course.isFirst = before == nil
      course.statusBefore = before?.status
      course.firstPayment = payment?.lowerBound
      if state.status == .pastDue {
        course.pastDueSince = courses.last?.pastDueSince ?? course.start
      }
      courses.append(course)
      before = state
    }
    return courses
  }

  /// When a state takes effect: the first with the subscription's start, an end when it ended, what
  /// follows a trial with its end; any other when it was seen.
  private func start(
    of state: SubscriptionState, after before: SubscriptionState?, _ course: StateCourse?
  ) -> Timestamp {
    let seen = state.sight.time
    guard let before, let course else {
      let first = min(seen, state.startDate ?? seen, state.created ?? seen)
      return max(first, Timestamp(seconds: 0))
    }
    var effective = seen
    if state.status?.isTerminal == true, let end = state.endedAt { effective = min(seen, end) }
    if before.status == .trialing, state.status == .active, let end = state.trialEnd {
      effective = min(seen, end)
    }
    return max(effective, course.start)
  }

  /// The instants of a state's reign at which something may change, in their order.
  private func instants(
    of state: SubscriptionState, _ course: StateCourse, until end: Timestamp?
  ) -> [Timestamp] {
    var turns = rule.turns(of: state, course) + pricing.turns(of: state)
    if course.isFirst {
      turns += history.items[state.items.range].compactMap { addition(of: $0, to: state) }
    }
    turns = turns.filter { turn in
      turn > course.start && turn <= asOf && end.map { turn < $0 } ?? true
    }
    // Of two states of one instant the later one reigns.
    if course.start <= asOf, end.map({ course.start < $0 }) ?? true { turns.append(course.start) }
    guard turns.count > 1 else { return turns }
    turns.sort()
    return turns.indices.filter { $0 == 0 || turns[$0] != turns[$0 - 1] }.map { turns[$0] }
  }

  /// When an item came to a subscription that was there already; `nil` for one of its beginning.
  ///
  /// Stripe makes a subscription's first items within the same second or the next.
  private func addition(of item: ItemState, to state: SubscriptionState) -> Timestamp? {
    guard let created = state.created, let added = item.created,
      added > created.adding(seconds: 60)
    else { return nil }
    return added
  }

  // MARK: What

  /// Looks at a subscription at an instant and writes down what changed.
  private mutating func take(
    _ state: SubscriptionState, _ course: StateCourse, at time: Timestamp,
    _ past: SubscriptionPast, into ledger: inout RecurringLedger
  ) {
    let standing = rule.standing(of: state, at: time, course)
    let items = state.items.range.filter { place in
      !course.isFirst || addition(of: history.items[place], to: state).map { $0 <= time } ?? true
    }
    let priced =
      standing == .counted
      ? pricing.price(items, of: state, at: time, exceptions: &exceptions) : []
    let isMoved = leave(lastCustomer, for: state, at: time, past, into: &ledger)
    let change = StandingChange(before: lastStanding, after: standing)
    let present = Set(items.map { history.items[$0].item })
    for before in last where !priced.contains(where: { $0.isSameLine(as: before) }) {
      let reason = change.reason(leaving: before, present, priced)
      write(from: before, to: nil, reason, at: time, state, past, into: &ledger)
    }
    for after in priced {
      let before = last.first { $0.isSameLine(as: after) }
      let reason =
        isMoved ? .customerChange : change.reason(from: before, to: after, lastItems, last)
      write(from: before, to: after, reason, at: time, state, past, into: &ledger)
    }
    last = priced
    lastStanding = standing
    lastItems = present
  }

  /// Ends what a customer pays for whose subscription is another customer's now; it begins again
  /// for that one.
  private mutating func leave(
    _ customer: Symbol, for state: SubscriptionState, at time: Timestamp, _ past: SubscriptionPast,
    into ledger: inout RecurringLedger
  ) -> Bool {
    if state.customer != .empty { lastCustomer = state.customer }
    guard customer != .empty, customer != lastCustomer else { return false }
    exceptions.note(.customerChanged, customer, state, nil)
    var former = state
    former.customer = customer
    for before in last {
      write(from: before, to: nil, .customerChange, at: time, former, past, into: &ledger)
    }
    defer { last = [] }
    return !last.isEmpty
  }

  private func write(
    from before: PricedItem?, to after: PricedItem?, _ reason: ChangeReason, at time: Timestamp,
    _ state: SubscriptionState, _ past: SubscriptionPast, into ledger: inout RecurringLedger
  ) {
    guard let item = after ?? before,
      before?.amounts != after?.amounts || before?.price != item.price
    else { return }
    var change = ItemChange(
      time: time, sight: state.sight, customer: state.customer, subscription: past.subscription,
      item: item.item, currency: item.currency, price: item.price, reason: reason)
    change.grossAfter = after?.gross ?? 0
    change.netAfter = after?.net ?? 0
    change.grossChange = change.grossAfter - (before?.gross ?? 0)
    change.netChange = change.netAfter - (before?.net ?? 0)
    change.quantityAfter = after?.quantity ?? 0
    change.quantityChange = change.quantityAfter &- (before?.quantity ?? 0)
    ledger.add(change)
  }

  /// Says what cannot be known of a subscription's past.
  private mutating func noteDoubts(about past: SubscriptionPast, _ courses: [StateCourse]) {
    let states = history.states[past.states.range]
    guard let first = states.first else { return }
    let isMidway = first.status == .unpaid || first.status == .paused
    if isMidway, !past.startIsSeen { exceptions.note(.unknownSince, .empty, first, nil) }
    if let odd = states.first(where: { $0.status == nil }) {
      exceptions.note(.unknownStatus, .empty, odd, nil)
    }
  }
}

/// How a subscription's standing changed, and what that makes of its items.
private struct StandingChange {
  let before: Standing
  let after: Standing

  /// Why an item does not count any more.
  func reason(
    leaving item: PricedItem, _ present: Set<Symbol>, _ priced: [PricedItem]
  ) -> ChangeReason {
    guard after == .counted else { return after.reasonToStop }
    if priced.contains(where: { $0.item == item.item }) { return .currencyChange }
    return present.contains(item.item) ? .several : .itemRemoved
  }

  /// Why an item counts now, or differently.
  func reason(
    from old: PricedItem?, to new: PricedItem, _ known: Set<Symbol>, _ last: [PricedItem]
  ) -> ChangeReason {
    if before != .counted { return before.reasonToBegin }
    guard let old else {
      return last.contains { $0.item == new.item } ? .currencyChange : .itemAdded
    }
    let isOtherQuantity = old.quantity != new.quantity
    let isOtherPrice = old.price != new.price
    if isOtherPrice { return isOtherQuantity ? .several : .priceChange }
    if isOtherQuantity { return .quantityChange }
    return old.gross == new.gross ? .discountChange : .priceChange
  }
}

extension PricedItem {
  /// Whether two amounts are of one item in one currency, so that their difference means something.
  fileprivate func isSameLine(as other: PricedItem) -> Bool {
    item == other.item && currency == other.currency
  }

  /// What the ledger is about.
  fileprivate var amounts: [Int64] { [quantity, gross, net] }
}
