public import Billing
import Bytes
public import Diagnostics
public import Revenue

/// Leads from the figures by one set of rules to those by another: one line for each rule that
/// differs, taken over one after the other in the order in which figures depend on them.
///
/// What two rules do together is counted with the second of them.
public struct RuleBridge {
  private let figures: (MeasureRules) throws(Failure) -> RecurringFigures
  private let asOf: Timestamp

  /// Prepares to measure.
  ///
  /// - Parameters:
  ///   - asOf: the instant whose figures it leads from and to.
  ///   - figures: measures the same exports by some rules.
  public init(
    asOf: Timestamp, figures: @escaping (MeasureRules) throws(Failure) -> RecurringFigures
  ) {
    self.asOf = asOf
    self.figures = figures
  }

  /// Leads from one set of rules to another.
  ///
  /// - Complexity: one measurement for each rule that differs, and two.
  /// - Throws: what measuring throws.
  public func bridge(
    from start: MeasureRules, to end: MeasureRules
  ) throws(Failure) -> Bridge {
    let first = try figures(start)
    var draft = BridgeDraft(
      Bridge(from: start.profile.rawValue, to: end.profile.rawValue, asOf: asOf))
    draft.open(first, try figures(end))
    var before = balances(of: first, &draft.bridge.symbols)
    for step in start.steps(to: end) {
      let after = balances(of: try figures(step.rules), &draft.bridge.symbols)
      draft.add(changes(from: before, to: after), of: step)
      before = after
    }
    return draft.finished()
  }

  /// A subscription in one currency.
  private struct Key: Hashable {
    var subscription: Symbol
    var currency: Symbol
  }

  /// What every subscription brings, in the order of the ledger.
  private func balances(
    of figures: RecurringFigures, _ symbols: inout Symbols
  ) -> (keys: [Key], net: [Key: Int64]) {
    var translation = SymbolTranslation(from: figures.ledger.symbols)
    var (keys, net): ([Key], [Key: Int64]) = ([], [:])
    for place in figures.ledger.balances(before: Timestamp(microseconds: asOf.microseconds + 1)) {
      let change = figures.ledger.changes[place]
      let key = Key(
        subscription: translation.translate(change.subscription, into: &symbols),
        currency: translation.translate(change.currency, into: &symbols))
      if net[key] == nil { keys.append(key) }
      net[key] = (net[key] ?? 0).addingClamped(change.netAfter)
    }
    return (keys, net)
  }

  private func changes(
    from before: (keys: [Key], net: [Key: Int64]), to after: (keys: [Key], net: [Key: Int64])
  ) -> [(part: Bridge.Part, currency: Symbol)] {
    let keys = before.keys + after.keys.filter { before.net[$0] == nil }
    return keys.compactMap { key in
      var part = Bridge.Part(before: before.net[key] ?? 0, after: after.net[key] ?? 0)
      part.subscription = key.subscription
      return part.change == 0 ? nil : (part, key.currency)
    }
  }
}
