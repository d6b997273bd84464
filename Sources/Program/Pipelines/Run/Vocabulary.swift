import Billing
import Bytes
import Reconciliation

/// The words of a definition that both sides are compared with; they need symbols of the run.
struct Vocabulary {
  private let definition: SystemDefinition

  init(_ definition: SystemDefinition) { self.definition = definition }

  /// Adds every word that a rule may put into a row or look up.
  func note(in symbols: inout Symbols) {
    // Past states are read with the run's symbols: each of Stripe's words must be among them.
    for status in SubscriptionStatus.allCases { _ = symbols.intern(status.rawValue) }
    for status in definition.statuses { _ = symbols.intern(status.word) }
    for status in definition.layer?.statuses ?? [] { _ = symbols.intern(status.word) }
    for alias in definition.catalogue?.aliases ?? [] {
      _ = symbols.intern(alias.price)
      _ = symbols.intern(alias.plan)
    }
    if let plan = definition.liveRows?.fallbackPlan { _ = symbols.intern(plan) }
    if let word = definition.liveRows?.fallbackStatus { _ = symbols.intern(word) }
    // A new row of what a rule grants says what the rule asks of its rows.
    for case .equals(let word) in definition.declaredChecks.flatMap(\.conditions).map(\.test) {
      _ = symbols.intern(word)
    }
    // Prices of metered items stand in lists only, of which each is one text.
    for case .metered(let use) in definition.declaredChecks.map(\.rule) {
      for counter in use.counters { _ = symbols.intern(counter) }
    }
    if let word = definition.eventRules.wordOfWaiting { _ = symbols.intern(word) }
    if let account = definition.stripe.account { _ = symbols.intern(account) }
  }
}
