import Billing
import Reconciliation

/// What updates say about each other: each names the values it replaced.
struct ChangeChain {
  /// The fields whose changes Stripe always announces, so that they can serve as evidence.
  static let announced: [StripeField] = [
    .status, .price, .quantity, .cancelAtPeriodEnd, .cancelAt, .canceledAt, .endedAt, .trialEnd,
    .periodStart, .periodEnd, .pauseBehavior,
  ]

  private let facts: StripeFacts

  init(_ facts: StripeFacts) { self.facts = facts }

  /// Whether something must have happened between two sights that nobody saw.
  ///
  /// An update that replaced a value which the sight before it did not have, or that shows a
  /// value as unchanged which was another, is not the next one.
  func breaks(from one: Observation, to other: Observation) -> Bool {
    guard other.previousCount > 0 else { return false }
    return Self.announced.contains { field in
      let before = facts.fact(field, of: one)
      let after = facts.fact(field, of: other)
      let replaced = replaced(field, by: other)
      // Some senders repeat the new value as the old one; that says nothing.
      if let replaced, replaced == after { return false }
      let expected = replaced ?? after
      return before.isKnown && expected.isKnown && before != expected
    }
  }

  /// Whether an update can be the next one after a sight.
  ///
  /// One that replaced nothing we look at leaves all of it as it was.
  func follows(_ other: Observation, _ one: Observation) -> Bool {
    other.previousCount > 0 ? !breaks(from: one, to: other) : !statesDiffer(one, other)
  }

  /// Whether two sights disagree about a field that changes are announced for.
  func statesDiffer(_ one: Observation, _ other: Observation) -> Bool {
    Self.announced.contains { field in
      let (a, b) = (facts.fact(field, of: one), facts.fact(field, of: other))
      return a.isKnown && b.isKnown && a != b
    }
  }

  private func replaced(_ field: StripeField, by sight: Observation) -> Cell? {
    for offset in 0..<Int(sight.previousCount) {
      let fact = facts.previous[Int(sight.previousStart) + offset]
      if fact.field == field { return fact.cell }
    }
    return nil
  }
}
