import Billing
import Bytes
import Reconciliation

/// What a row should say if it followed Stripe, in the database's own words.
struct StripeProjection {
  private let definition: SystemDefinition
  private let ledger: StripeLedger
  private let exemptions: ExemptionRule
  private let statuses: [(symbol: Symbol, rules: RulesOfStatus)]
  /// From each price to its plan.
  let plans: [Symbol: Symbol]
  /// The words of the rows.
  let words: DatabaseWords

  init(definition: SystemDefinition, ledger: StripeLedger, tables: [DatabaseTable]) {
    self.definition = definition
    self.ledger = ledger
    let symbols = ledger.symbols
    exemptions = ExemptionRule(definition.stripe, symbols)
    statuses = SubscriptionStatus.allCases.compactMap { status in
      symbols.find(status.rawValue).map { ($0, RulesOfStatus(status, definition, symbols)) }
    }
    plans = Self.plans(definition.catalogue, tables, ledger.symbols)
    let rows = tables.first { $0.definition.role == .subscriptions }
    words = rows.map { DatabaseWords($0, ledger.symbols) } ?? DatabaseWords()
  }

  /// What the database should say about a subscription as a whole, at the run's clock.
  func expected(of object: StripeObject) -> ExpectedState {
    guard let rules = rules(of: object), exemptions.exemption(of: object, in: ledger) == nil
    else { return ExpectedState() }
    let situation = situation(of: object, status: rules.status)
    if endedJustNow(situation) { return ExpectedState() }
    return expected(rules, in: situation, asOf: definition.clock.asOf)
  }

  /// What the database should have said about a subscription at an instant.
  func expected(of object: StripeObject, asOf instant: Timestamp) -> ExpectedState {
    guard let rules = rules(of: object) else { return ExpectedState() }
    return expected(rules, in: situation(of: object, status: rules.status), asOf: instant)
  }

  private func rules(of object: StripeObject) -> RulesOfStatus? {
    guard let word = ledger.fact(.status, of: object).symbol else { return nil }
    return statuses.first { $0.symbol == word }?.rules
  }

  private func expected(
    _ rules: RulesOfStatus, in situation: StatusRule.Situation, asOf instant: Timestamp
  ) -> ExpectedState {
    var state = ExpectedState()
    state.status = rules.status
    state.isEnding = situation.isEnding
    if let found = rules.word(for: situation, asOf: instant) {
      state.word = found.symbol
      state.meaning = found.meaning
    }
    let hasEnded = situation.isEnding && situation.end.map { $0 <= instant } ?? false
    state.isLive = rules.status.isLive && !hasEnded
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
    case .interval:
      words.cell(
        ledger.fact(.interval, of: object), count: ledger.fact(.intervalCount, of: object),
        ledger.symbols)
    case .currency: words.cell(ledger.fact(.currency, of: object), ledger.symbols)
    default: field.copied.map { ledger.fact($0, of: object) } ?? .unknown
    }
  }

  /// Whether two different cells of a field disagree.
  func disagree(_ field: RowField, _ stripe: Cell, _ database: Cell) -> Bool {
    !words.agree(field, stripe, database, ledger.symbols)
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
    guard let catalogue else { return [:] }
    // Where the database has no table of plans, the aliases are the whole catalogue.
    let table = tables.first {
      $0.definition.name.utf8.elementsEqual(catalogue.table.utf8)
    }
    var plans: [Symbol: Symbol] = [:]
    var ambiguous: Set<Symbol> = []
    func claim(_ price: Symbol, for plan: Symbol) {
      guard plan != .empty, !catalogue.isPlaceholder(symbols.text(price)) else { return }
      if let other = plans.updateValue(plan, forKey: price), other != plan {
        ambiguous.insert(price)
      }
    }
    if let table {
      for row in 0..<table.count where !table[row, .deletedAt].hasValue {
        claim(table.symbol(row, .price), for: table.symbol(row, catalogue.naming))
      }
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

/// The cases of the status rule that one of Stripe's statuses can meet, words looked up.
private struct RulesOfStatus {
  /// A word of the database; without a symbol it is one that the pipeline does not declare.
  struct Word {
    var symbol: Symbol
    var meaning: StatusMeaning
  }

  let status: SubscriptionStatus
  private let cases: [(rule: StatusRule.Case, word: Word?)]

  init(_ status: SubscriptionStatus, _ definition: SystemDefinition, _ symbols: Symbols) {
    self.status = status
    cases = definition.statusRule.cases.filter { $0.statuses.contains(status) }.map { rule in
      let word = definition.status(rule.word).flatMap { declared in
        symbols.find(declared.word).map { Word(symbol: $0, meaning: declared.meaning) }
      }
      return (rule, word)
    }
  }

  /// The word of the first case that fits; `nil` when none does, or its word is not declared.
  func word(for situation: StatusRule.Situation, asOf: Timestamp) -> Word? {
    cases.first { $0.rule.fits(situation, asOf: asOf) }?.word
  }
}
