import Billing
import Bytes
import Reconciliation

/// What a row should say if it followed Stripe, in the database's own words.
struct StripeProjection {
  private let definition: SystemDefinition
  private let ledger: StripeLedger
  private let words: [(word: StatusWord, symbol: Symbol)]
  /// From each price to its plan.
  let plans: [Symbol: Symbol]

  init(definition: SystemDefinition, ledger: StripeLedger, tables: [DatabaseTable]) {
    self.definition = definition
    self.ledger = ledger
    words = definition.statuses.compactMap { word in
      ledger.symbols.find(word.word).map { (word, $0) }
    }
    plans = Self.plans(definition.catalogue, tables, ledger.symbols)
  }

  /// What the database should say about a subscription as a whole, at the run's clock.
  func expected(of object: StripeObject) -> ExpectedState {
    var state = ExpectedState()
    guard let status = ledger.status(of: object) else { return state }
    let situation = situation(of: object, status: status)
    if endedJustNow(situation) { return state }
    state.status = status
    state.isEnding = situation.isEnding
    if let text = definition.statusRule.word(for: situation, asOf: definition.clock.asOf),
      let word = words.first(where: { $0.word.word.utf8.elementsEqual(text.utf8) })
    {
      state.word = word.symbol
      state.meaning = word.word.meaning
    }
    let hasEnded = situation.isEnding && situation.end.map { $0 <= definition.clock.asOf } ?? false
    state.isLive = status.isLive && !hasEnded
    return state
  }

  /// Whether the clock ended it so shortly before the dump that nobody can say what a row should
  /// be: the application had no time to follow.
  private func endedJustNow(_ situation: StatusRule.Situation) -> Bool {
    guard situation.status.isLive, situation.isEnding, let end = situation.end else {
      return false
    }
    return end > definition.clock.horizon && end <= definition.clock.asOf
  }

  private func situation(
    of object: StripeObject, status: SubscriptionStatus
  ) -> StatusRule.Situation {
    let cancelAt = ledger.fact(.cancelAt, of: object).time
    let endsWithPeriod = ledger.fact(.cancelAtPeriodEnd, of: object).flag ?? false
    let end =
      ledger.fact(.endedAt, of: object).time ?? cancelAt
      ?? ledger.fact(.periodEnd, of: object).time
    return StatusRule.Situation(
      status: status, isEnding: endsWithPeriod || cancelAt != nil, end: end,
      trialEnd: ledger.fact(.trialEnd, of: object).time,
      isCollectionPaused: ledger.fact(.pauseBehavior, of: object).hasValue)
  }

  /// What a row should say in a field; unknown where Stripe's state does not tell.
  func cell(_ field: RowField, of object: StripeObject, _ expected: ExpectedState) -> Cell {
    switch field {
    case .subscription: .symbol(object.id)
    case .status: expected.word.map { .symbol($0) } ?? .unknown
    case .ending: expected.status == nil ? .unknown : .flag(expected.isEnding)
    case .plan: plan(of: object)
    case .amount: amount(of: object)
    default: field.copied.map { ledger.fact($0, of: object) } ?? .unknown
    }
  }

  private func plan(of object: StripeObject) -> Cell {
    guard let price = ledger.fact(.price, of: object).symbol else { return .unknown }
    return plans[price].map { .symbol($0) } ?? .unknown
  }

  private func amount(of object: StripeObject) -> Cell {
    guard let unit = ledger.fact(.unitAmount, of: object).integer,
      let quantity = ledger.fact(.quantity, of: object).integer
    else { return .unknown }
    let (amount, overflow) = unit.multipliedReportingOverflow(by: quantity)
    return overflow ? .malformed : .integer(amount)
  }

  /// From a price to its plan; a price that two plans claim, or a placeholder, maps to none.
  private static func plans(
    _ catalogue: CatalogueDefinition?, _ tables: [DatabaseTable], _ symbols: Symbols
  ) -> [Symbol: Symbol] {
    guard let catalogue,
      let table = tables.first(where: {
        $0.definition.name.utf8.elementsEqual(catalogue.table.utf8)
      })
    else { return [:] }
    var plans: [Symbol: Symbol] = [:]
    var ambiguous: Set<Symbol> = []
    let placeholders = Set(catalogue.placeholders.compactMap { symbols.find($0) } + [.empty])
    func claim(_ price: Symbol, for plan: Symbol) {
      guard plan != .empty, !placeholders.contains(price) else { return }
      if let other = plans.updateValue(plan, forKey: price), other != plan {
        ambiguous.insert(price)
      }
    }
    for row in 0..<table.count where !table[row, .deletedAt].hasValue {
      claim(table.symbol(row, .price), for: table.symbol(row, .key))
    }
    for alias in catalogue.aliases {
      guard let price = symbols.find(alias.price), let plan = symbols.find(alias.plan) else {
        continue
      }
      claim(price, for: plan)
    }
    for price in ambiguous { plans[price] = nil }
    return plans
  }
}
