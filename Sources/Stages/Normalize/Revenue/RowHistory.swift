import Billing
public import Bytes
public import Reconciliation
public import Revenue

/// Reads what recurs from a database's own rows: a history in which each row is a subscription of
/// one state, seen when the database was dumped.
///
/// A row's price is what the database believes: the amount on the row itself, else that of its plan
/// in the catalogue, by the plan it names or the price. Nothing of Stripe's side is looked at, so
/// that the two sides can be measured apart and compared.
public struct RowHistory: Sendable {
  private let definition: SystemDefinition
  private let rows: DatabaseTable
  private let plans: DatabaseTable?
  private let items: DatabaseTable?
  private let taken: Timestamp
  private let terms: TermsBook
  private var history: RevenueHistory
  private var planOfPrice: [Symbol: Int] = [:]
  /// The plan of a name; `nil` for a name that several have.
  private var planOfName: [Symbol: Int?] = [:]
  private var itemsOfSubscription: [Symbol: [Int]] = [:]
  /// The names that were given to rows, and to items.
  private var names: Set<Symbol> = []
  private var itemNames: Set<Symbol> = []

  /// Prepares to read rows.
  ///
  /// It is `nil` when the database has no table of subscriptions.
  ///
  /// - Parameters:
  ///   - definition: what status words mean, and which price is which plan.
  ///   - tables: the tables as they were read.
  ///   - symbols: the texts behind their cells.
  ///   - terms: what coupons take off, which no database knows.
  public init?(
    _ definition: SystemDefinition, _ tables: [DatabaseTable], symbols: Symbols,
    terms: TermsBook = TermsBook()
  ) {
    guard let rows = tables.first(where: { $0.definition.role == .subscriptions }) else {
      return nil
    }
    self.definition = definition
    self.rows = rows
    self.terms = terms
    plans = tables.first { $0.definition.role == .plans }
    items = tables.first { $0.definition.role == .items }
    taken = definition.clock.dumpTakenAt
    history = RevenueHistory(symbols: symbols)
    indexPlans()
    indexItems()
  }

  /// Reads all rows that are not deleted.
  public consuming func read() -> RevenueHistory {
    for row in 0..<rows.count where !rows[row, .deletedAt].hasValue { take(row) }
    return history
  }

  // MARK: Rows

  private mutating func take(_ row: Int) {
    guard let meaning = meaning(of: row), meaning != .none else { return }
    let subscription = name(of: row)
    var state = SubscriptionState(
      sight: Sight(time: taken, event: .empty, origin: rows.origins[row]))
    state.customer = rows[row, .customer].symbol ?? rows.symbol(row, .owner)
    state.status = meaning.stripeStatus
    state.created = rows[row, .createdAt].time
    state.startDate = state.created ?? taken
    state.trialStart = rows[row, .trialStart].time
    state.trialEnd = rows[row, .trialEnd].time
    if state.trialStart == nil, state.trialEnd != nil { state.trialStart = state.startDate }
    state.cancelAt = rows[row, .cancelAt].time
    state.canceledAt = rows[row, .canceledAt].time
    state.endsWithPeriod =
      meaning == .ending || rows[row, .cancelAtPeriodEnd].flag ?? rows[row, .ending].flag ?? false
    state.periodEnd = rows[row, .periodEnd].time
    state.pause = pause(of: row)
    if meaning == .ended {
      state.endedAt = rows[row, .endedAt].time ?? state.canceledAt ?? rows[row, .updatedAt].time
    }
    takeItems(of: row, subscription, into: &state)
    history.subscriptions.append(
      SubscriptionPast(
        subscription: subscription, states: Stretch(start: UInt32(history.states.count), count: 1),
        startIsSeen: false))
    history.states.append(state)
  }

  private func meaning(of row: Int) -> StatusMeaning? {
    rows[row, .status].symbol.flatMap { definition.status(history.symbols.text($0))?.meaning }
  }

  /// How collection is paused: the column may name a behaviour of Stripe's, or only say that it is,
  /// which is taken as the one by which nobody pays.
  private func pause(of row: Int) -> CollectionPause? {
    let cell = rows[row, .pause]
    guard cell.hasValue, cell.flag != false else { return nil }
    switch cell.symbol.map({ history.symbols.text($0) }) {
    case "": return nil
    case "keep_as_draft": return .keepAsDraft
    case "mark_uncollectible": return .markUncollectible
    default: return .void
    }
  }

  /// What a row is called: the subscription it names, else its own key, else its number; each row
  /// by itself, also where several name one subscription.
  private mutating func name(of row: Int) -> Symbol {
    let id = rows.symbol(row, .subscription)
    if id != .empty, names.insert(id).inserted { return id }
    let key = rows[row, .key]
    let name =
      key.symbol
      ?? history.symbols.intern(
        rows.definition.name + " " + (key.text(in: history.symbols) ?? ""))
    if key.hasValue, names.insert(name).inserted { return name }
    return history.symbols.intern("\(rows.definition.name) row \(row + 1)")
  }

  /// What an item is called: by its id, unless that is taken.
  private mutating func name(ofItem id: Symbol, of subscription: Symbol) -> Symbol {
    if id != .empty, itemNames.insert(id).inserted { return id }
    return history.symbols.intern(
      "\(history.symbols.text(subscription)) item \(history.items.count + 1)")
  }

  // MARK: Items and discounts

  private mutating func takeItems(
    of row: Int, _ subscription: Symbol, into state: inout SubscriptionState
  ) {
    let start = UInt32(history.items.count)
    if let items, let places = itemsOfSubscription[subscription] {
      for place in places {
        addItem(items, place, items[place, .item].symbol ?? items.symbol(place, .key), subscription)
      }
    } else {
      addItem(rows, row, rows[row, .item].symbol ?? subscription, subscription)
    }
    state.items = Stretch(start: start, count: UInt32(history.items.count) - start)
    state.currency = history.items.last.map { history.prices[Int($0.price)].currency } ?? .empty
    guard let coupon = rows[row, .discount].symbol, coupon != .empty else { return }
    state.discounts = Stretch(start: UInt32(history.discounts.count), count: 1)
    var place: Int32?
    if let known = terms.coupon(coupon, in: &history.symbols) {
      place = Int32(history.coupons.count)
      history.coupons.append(known)
    }
    history.discounts.append(DiscountTerms(discount: coupon, coupon: coupon, terms: place))
  }

  private mutating func addItem(
    _ table: DatabaseTable, _ row: Int, _ id: Symbol, _ subscription: Symbol
  ) {
    let name = name(ofItem: id, of: subscription)
    history.prices.append(price(table, row))
    history.items.append(
      ItemState(
        item: name, price: Int32(history.prices.count - 1), quantity: table[row, .quantity].integer,
        created: table.definition.role == .items ? table[row, .createdAt].time : nil))
  }

  /// The terms that a row states, each part from the row itself or else from its plan.
  private mutating func price(_ table: DatabaseTable, _ row: Int) -> PriceTerms {
    let plan = plan(of: table, row)
    func stated(_ field: RowField) -> Cell {
      let own = table[row, field]
      if own.hasValue { return own }
      return plan.flatMap { place in plans.map { $0[place, field] } } ?? own
    }
    let word = stated(.currency).symbol.map { history.symbols.text($0).lowercased() } ?? ""
    let currency = history.symbols.intern(word)
    let interval = stated(.interval).symbol.map { history.symbols.text($0) }
    return PriceTerms(
      price: table[row, .price].symbol ?? stated(.plan).symbol ?? .empty,
      product: stated(.product).symbol ?? .empty, currency: currency,
      period: interval.flatMap { BillingPeriod(word: $0) },
      scheme: .perUnit(stated(.amount).integer.map { Fraction($0) }))
  }

  private func plan(of table: DatabaseTable, _ row: Int) -> Int? {
    if let price = table[row, .price].symbol, let plan = planOfPrice[price] { return plan }
    return table[row, .plan].symbol.flatMap { planOfName[$0] ?? nil }
  }

  // MARK: What rows refer to

  private mutating func indexPlans() {
    guard let plans else { return }
    let naming = definition.catalogue?.naming ?? .key
    for row in 0..<plans.count where !plans[row, .deletedAt].hasValue {
      if let price = plans[row, .price].symbol, !isPlaceholder(price) { planOfPrice[price] = row }
      guard let name = plans[row, naming].symbol else { continue }
      // A word that several prices share names none of them by itself.
      planOfName[name] = .some(planOfName[name] == nil ? row : nil)
    }
    for alias in definition.catalogue?.aliases ?? [] {
      guard let price = history.symbols.find(alias.price), planOfPrice[price] == nil,
        let plan = history.symbols.find(alias.plan)
      else { continue }
      planOfPrice[price] = planOfName[plan] ?? nil
    }
  }

  private func isPlaceholder(_ price: Symbol) -> Bool {
    definition.catalogue?.isPlaceholder(history.symbols.text(price)) ?? false
  }

  private mutating func indexItems() {
    guard let items else { return }
    for row in 0..<items.count where !items[row, .deletedAt].hasValue {
      guard let subscription = items[row, .subscription].symbol else { continue }
      itemsOfSubscription[subscription, default: []].append(row)
    }
  }
}

extension StatusMeaning {
  /// The status of Stripe whose money is counted alike.
  fileprivate var stripeStatus: SubscriptionStatus? {
    switch self {
    case .trialing: .trialing
    case .active, .ending: .active
    case .pastDue: .pastDue
    case .unpaid: .unpaid
    case .ended: .canceled
    case .incomplete: .incomplete
    case .paused: .paused
    case .none: nil
    }
  }
}
