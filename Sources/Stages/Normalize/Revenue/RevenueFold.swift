import Billing
import Bytes
public import Reconciliation
public import Revenue

/// Puts the packed bodies of one part's objects in order and reads them into a history.
///
/// The order is that of ``StripeFold``: the same sights, the same copies and conflicts set aside,
/// the same way of settling ties. Unlike there, every state is kept, up to the instant judged.
public struct RevenueFold: Sendable {
  /// The last instant whose events count.
  private let asOf: Timestamp
  /// What subscriptions refer to, of the whole input.
  private let terms: TermsBook
  /// The ids of events that came with more than one content.
  private let conflicts: Set<UInt64>

  /// Creates a fold.
  ///
  /// - Parameters:
  ///   - clock: what time it is.
  ///   - terms: what subscriptions refer to, of the whole input.
  ///   - register: all events of the input.
  public init(clock: ClockRules, terms: TermsBook, register: EventRegister) {
    asOf = clock.asOf
    self.terms = terms
    conflicts = register.conflicts
  }

  /// Reads the history of the objects of one part.
  ///
  /// - Parameters:
  ///   - chunks: the part's packed sights, in any order.
  ///   - recordBases: for each file, how many records stand before each of its pieces.
  ///   - words: the words of all threads.
  /// - Returns: the history; its symbols are its own.
  /// - Complexity: O(n log n) for n sights.
  public func history(
    packed chunks: [[UInt8]], recordBases: [[UInt32]], words: Words
  ) -> RevenueHistory {
    var facts = StripeFacts()
    facts.symbols = words.symbols
    var bodies: SightBodies? = SightBodies(in: chunks)
    for (number, chunk) in chunks.enumerated() {
      bodies?.chunk = number
      unsafe chunk.withUnsafeBufferPointer { buffer in
        var unpacker = unsafe SightUnpacker(
          ByteView(buffer), recordBases: recordBases, words: words)
        // Swapped rather than copied: they grow from chunk to chunk.
        swap(&unpacker.bodies, &bodies)
        unpacker.unpack(into: &facts)
        swap(&unpacker.bodies, &bodies)
      }
    }
    return history(of: facts, bodies ?? SightBodies(in: []))
  }

  private func history(of facts: StripeFacts, _ bodies: SightBodies) -> RevenueHistory {
    let kept = facts.observations.indices.filter { place in
      bodies.hasBody(place) && counts(facts.observations[place], of: facts)
    }
    let groups = ObjectGroups(facts, of: kept.map { UInt32($0) })
    let order = TimelineOrder(facts)
    var unpacker = RevenueUnpacker(symbols: facts.symbols, terms: terms)
    var billing = BillingUnpacker()
    var sights: [UInt32] = []
    for range in groups.ranges {
      sights.removeAll(keepingCapacity: true)
      sights += groups.members[range]
      _ = order.sort(&sights)
      let first = facts.observations[Int(sights[0])]
      if bodies.withBody(Int(sights[0]), { $0[0] == RevenueKind.subscription.rawValue }) {
        unpacker.begin(first.object, startIsSeen: first.rank == .creation)
        for place in sights {
          let sight = Sight(facts.observations[Int(place)])
          bodies.withBody(Int(place)) { unpacker.takeState($0, sight) }
        }
      } else {
        billing.begin()
        for place in sights.dropLast() {
          let time = facts.observations[Int(place)].time
          bodies.withBody(Int(place)) { billing.pass($0, at: time) }
        }
        guard let last = sights.last else { continue }
        take(Int(last), bodies, facts, into: &billing)
      }
    }
    var history = unpacker.history
    for past in history.subscriptions {
      history.symbols.withView(of: past.subscription) { id in
        var last: Timestamp?
        for state in history.states[past.states.range] where state.trialEnd != last {
          last = state.trialEnd
          if let last { billing.note(trialUntil: last, of: id) }
        }
      }
    }
    history.billing = billing.facts
    return history
  }

  /// Takes the last state of an object that is no subscription.
  private func take(
    _ place: Int, _ bodies: SightBodies, _ facts: StripeFacts, into billing: inout BillingUnpacker
  ) {
    let sight = facts.observations[place]
    facts.symbols.withView(of: sight.object) { id in
      facts.symbols.withView(of: sight.event) { event in
        bodies.withBody(place) { billing.take($0, id: id, event: event, Sight(sight)) }
      }
    }
  }

  private func counts(_ sight: Observation, of facts: StripeFacts) -> Bool {
    guard sight.time <= asOf, sight.object != .empty else { return false }
    return sight.isSnapshot || conflicts.isEmpty
      || !conflicts.contains(facts.entry(of: sight).id)
  }
}

extension Sight {
  /// Where an object was observed.
  fileprivate init(_ sight: Observation) {
    self.init(time: sight.time, event: sight.event, origin: sight.origin)
  }
}
