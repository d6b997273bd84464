import Billing
import Bytes
import Reconciliation

/// Folds one object after the other; everything they share is worked out once.
struct FoldPass {
  private let facts: StripeFacts
  private let horizon: Timestamp
  private let order: TimelineOrder
  private let chain: ChangeChain
  /// The status words that are final.
  private let finalWords: [Symbol]

  init(_ facts: StripeFacts, horizon: Timestamp) {
    self.facts = facts
    self.horizon = horizon
    order = TimelineOrder(facts)
    chain = ChangeChain(facts)
    finalWords = SubscriptionStatus.allCases.filter(\.isTerminal)
      .compactMap { facts.symbols.find($0.rawValue) }
  }

  /// Orders one object's sights in the ledger and takes the state from the last one that counts.
  func fold(_ range: Range<Int>, of ledger: inout StripeLedger) -> StripeObject {
    var sights = Array(ledger.timeline[range])
    let undecided = order.sort(&sights)
    if sights.count > 1 { ledger.timeline.replaceSubrange(range, with: sights) }
    let first = facts.observations[Int(sights[0])]
    var object = StripeObject(
      kind: first.kind, id: first.object, timeline: range, state: nil, notes: [])
    var hasEnded = false
    var last: Observation?
    for index in sights {
      let sight = facts.observations[Int(index)]
      note(sight, after: last, &object.notes)
      last = sight
      if sight.time > horizon, !sight.isSnapshot {
        object.notes.insert(.inFlight)
        continue
      }
      let ends = isTerminal(sight)
      if hasEnded, !ends {
        object.notes.insert(.seenAfterEnd)
        continue
      }
      hasEnded = hasEnded || ends
      advance(&object, to: index, in: &ledger)
    }
    if let state = object.state, undecided.contains(UInt32(state)) {
      object.notes.insert(.ambiguous)
    }
    return object
  }

  /// Makes a sight the state; a deleted object's stub keeps what was known before.
  private func advance(
    _ object: inout StripeObject, to index: UInt32, in ledger: inout StripeLedger
  ) {
    let sight = facts.observations[Int(index)]
    if let state = object.state, !facts.fact(.created, of: sight).isKnown {
      ledger.facts.complete(sight, from: ledger.facts.observations[state])
    }
    object.state = Int(index)
  }

  /// Notes what one sight, taken after another, says about the sights in between.
  private func note(
    _ sight: Observation, after last: Observation?, _ notes: inout StripeObject.Notes
  ) {
    if sight.isSnapshot {
      // A snapshot shows everything anew: whatever was missing before it is mended.
      notes.remove(.hasGap)
      notes.insert(.startKnown)
    } else if let last {
      if sight.kind == .subscription, chain.breaks(from: last, to: sight) { notes.insert(.hasGap) }
    } else if order.rank(sight) == .creation {
      notes.insert(.startKnown)
    }
  }

  private func isTerminal(_ sight: Observation) -> Bool {
    if sight.kind == .subscription, let word = facts.fact(.status, of: sight).symbol {
      return finalWords.contains(word)
    }
    return facts.fact(.deleted, of: sight).flag ?? false
  }
}
