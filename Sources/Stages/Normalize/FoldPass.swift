import Billing
import Bytes
import Reconciliation

/// Folds one object after the other; everything they share is worked out once.
struct FoldPass {
  /// The cells of the state of the object folded last; `nil` when it has none.
  private(set) var state: ArraySlice<Cell>?

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

  /// Orders one object's sights and takes the state from the last one that counts.
  mutating func fold(_ members: ArraySlice<UInt32>) -> StripeObject {
    var sights = Array(members)
    let undecided = order.sort(&sights)
    let first = facts.observations[Int(sights[0])]
    var object = StripeObject(kind: first.kind, id: first.object, origin: first.origin)
    var stateIndex: UInt32?
    var hasEnded = false
    var last: Observation?
    state = nil
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
      advance(to: sight)
      (object.event, object.origin) = (sight.event, sight.origin)
      if !sight.isSnapshot { object.changedAt = sight.time }
      stateIndex = index
    }
    guard let stateIndex else { return object }
    if undecided.contains(stateIndex) { object.notes.insert(.ambiguous) }
    if hasEnded, hasRival(ofEndIn: stateIndex, sights) { object.notes.insert(.endHasRival) }
    return object
  }

  /// Makes a sight the state; a deleted object's stub keeps what was known before.
  private mutating func advance(to sight: Observation) {
    let cells = facts.tables[Int(sight.kind.rawValue)].cells(of: sight.row)
    if let known = state, !facts.fact(.created, of: sight).isKnown {
      state = ArraySlice(zip(cells, known).map { $0 == .unknown ? $1 : $0 })
    } else {
      state = cells
    }
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
    } else if sight.rank == .creation {
      notes.insert(.startKnown)
    }
  }

  private func isTerminal(_ sight: Observation) -> Bool {
    if sight.kind == .subscription, let word = facts.fact(.status, of: sight).symbol {
      return finalWords.contains(word)
    }
    return facts.fact(.deleted, of: sight).flag ?? false
  }

  /// Whether another event, which knows of no end, was created within a minute before the end
  /// that the state names, or after it.
  private func hasRival(ofEndIn state: UInt32, _ sights: [UInt32]) -> Bool {
    guard let end = facts.fact(.endedAt, of: facts.observations[Int(state)]).time else {
      return false
    }
    return sights.contains { index in
      let sight = facts.observations[Int(index)]
      return index != state && !sight.isSnapshot && sight.time >= end.adding(seconds: -60)
        && sight.time <= horizon && facts.fact(.endedAt, of: sight).time == nil
    }
  }
}
