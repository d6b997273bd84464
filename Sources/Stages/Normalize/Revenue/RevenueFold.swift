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
    var bodies: SightBodies? = SightBodies()
    for chunk in chunks {
      unsafe chunk.withUnsafeBufferPointer { buffer in
        var unpacker = unsafe SightUnpacker(
          ByteView(buffer), recordBases: recordBases, words: words)
        // Swapped rather than copied: they grow from chunk to chunk.
        swap(&unpacker.bodies, &bodies)
        unpacker.unpack(into: &facts)
        swap(&unpacker.bodies, &bodies)
      }
    }
    return history(of: facts, bodies ?? SightBodies())
  }

  private func history(of facts: StripeFacts, _ bodies: SightBodies) -> RevenueHistory {
    let kept = facts.observations.indices.filter { place in
      bodies.hasBody(place) && counts(facts.observations[place], of: facts)
    }
    let groups = ObjectGroups(facts, of: kept.map { UInt32($0) })
    let order = TimelineOrder(facts)
    var unpacker = RevenueUnpacker(symbols: facts.symbols, terms: terms)
    for range in groups.ranges {
      var sights = Array(groups.members[range])
      _ = order.sort(&sights)
      let first = facts.observations[Int(sights[0])]
      unpacker.begin(first.object, startIsSeen: first.rank == .creation)
      for place in sights {
        let sight = facts.observations[Int(place)]
        bodies.withBody(Int(place)) { body in
          unpacker.takeState(
            body, Sight(time: sight.time, event: sight.event, origin: sight.origin))
        }
      }
    }
    return unpacker.history
  }

  private func counts(_ sight: Observation, of facts: StripeFacts) -> Bool {
    guard sight.time <= asOf, sight.object != .empty else { return false }
    return sight.isSnapshot || conflicts.isEmpty
      || !conflicts.contains(facts.entry(of: sight).id)
  }
}
