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
  /// What comes of an object's states is in their bodies, so they are unpacked only where their
  /// order takes them.
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
    let packed = PackedPart(chunks: chunks, recordBases: recordBases, words: words)
    var sights = packed.sights(symbols: words.symbols)
    let timelines = timelines(of: sights, readsStates: false)
    var unsettled: (sights: PackedPart.Sights, timelines: Timelines)?
    if !timelines.unsettled.isEmpty {
      let again = packed.sights(of: timelines.unsettled, symbols: sights.takeSymbols())
      unsettled = (again, self.timelines(of: again, readsStates: true))
    }
    let symbols = unsettled?.sights.takeSymbols() ?? sights.takeSymbols()
    var assembly = HistoryAssembly(symbols: symbols, terms: terms)
    assembly.take(sights, timelines)
    if let unsettled { assembly.take(unsettled.sights, unsettled.timelines) }
    return assembly.finish()
  }

  /// Puts the sights of each object in order.
  private func timelines(of sights: PackedPart.Sights, readsStates: Bool) -> Timelines {
    let facts = sights.facts
    let kept = facts.observations.indices.filter { place in
      sights.bodies.hasBody(place) && counts(facts.observations[place], of: facts)
    }
    let groups = ObjectGroups(facts, of: kept.map { UInt32($0) })
    let order = TimelineOrder(facts)
    func fingerprint(of sight: UInt32) -> UInt64 {
      facts.symbols.withView(of: facts.observations[Int(sight)].object) { Fingerprint.of($0) }
    }
    var timelines = Timelines()
    var members: [UInt32] = []
    for range in groups.ranges {
      members.removeAll(keepingCapacity: true)
      members += groups.members[range]
      if readsStates {
        _ = order.sort(&members)
      } else if !order.sortWithoutStates(&members) {
        timelines.unsettled.insert(fingerprint(of: members[0]))
        continue
      }
      timelines.add(members)
    }
    // An object of another kind may have the same id, and comes back with it.
    if !timelines.unsettled.isEmpty { timelines.leaveOutUnsettled(fingerprint) }
    return timelines
  }

  private func counts(_ sight: Observation, of facts: StripeFacts) -> Bool {
    guard sight.time <= asOf, sight.object != .empty else { return false }
    return sight.isSnapshot || conflicts.isEmpty
      || !conflicts.contains(facts.entry(of: sight).id)
  }
}

/// The places of each object's sights, oldest first.
private struct Timelines {
  private(set) var sights: [UInt32] = []
  private(set) var ranges: [Range<Int>] = []
  /// Fingerprints of the ids of objects that are left out: it takes their states to sort them.
  var unsettled: Set<UInt64> = []

  mutating func add(_ timeline: [UInt32]) {
    ranges.append(sights.count..<sights.count + timeline.count)
    sights += timeline
  }

  /// Leaves out objects by the fingerprints of their ids.
  mutating func leaveOutUnsettled(_ fingerprint: (UInt32) -> UInt64) {
    ranges.removeAll { unsettled.contains(fingerprint(sights[$0.lowerBound])) }
  }
}

/// The packed sights of one part of the objects.
private struct PackedPart {
  /// Sights, and the bodies that came with them.
  struct Sights {
    var facts: StripeFacts
    var bodies: SightBodies

    /// Hands over the texts, so that whoever goes on adding to them need not copy them.
    mutating func takeSymbols() -> Symbols {
      var symbols = Symbols()
      swap(&symbols, &facts.symbols)
      return symbols
    }
  }

  let chunks: [[UInt8]]
  let recordBases: [[UInt32]]
  let words: Words

  /// Unpacks sights: all of them without their states, or all of some objects with them.
  ///
  /// - Parameters:
  ///   - wanted: fingerprints of the ids of the objects; `nil` for all.
  ///   - symbols: the texts to go on with, which begin with the words.
  /// - Returns: the sights.
  func sights(of wanted: Set<UInt64>? = nil, symbols: consuming Symbols) -> Sights {
    var facts = StripeFacts()
    facts.symbols = symbols
    var bodies: SightBodies? = SightBodies(in: chunks)
    for (number, chunk) in chunks.enumerated() {
      bodies?.chunk = number
      unsafe chunk.withUnsafeBufferPointer { buffer in
        var unpacker = unsafe SightUnpacker(
          ByteView(buffer), recordBases: recordBases, words: words, wanted: wanted,
          readsStates: wanted != nil)
        // Swapped rather than copied: they grow from chunk to chunk.
        swap(&unpacker.bodies, &bodies)
        unpacker.unpack(into: &facts)
        swap(&unpacker.bodies, &bodies)
      }
    }
    return Sights(facts: facts, bodies: bodies ?? SightBodies(in: []))
  }
}

/// Reads the bodies of one object's sights after the other into a history.
private struct HistoryAssembly {
  private var unpacker: RevenueUnpacker
  private var billing = BillingUnpacker()

  init(symbols: consuming Symbols, terms: TermsBook) {
    unpacker = RevenueUnpacker(symbols: symbols, terms: terms)
  }

  /// Takes all objects of some sights.
  mutating func take(_ sights: PackedPart.Sights, _ timelines: Timelines) {
    for range in timelines.ranges { take(timelines.sights[range], of: sights) }
  }

  private mutating func take(_ timeline: ArraySlice<UInt32>, of sights: PackedPart.Sights) {
    guard let first = timeline.first, let last = timeline.last else { return }
    let (observations, bodies) = (sights.facts.observations, sights.bodies)
    if bodies.withBody(Int(first), { $0[0] == RevenueKind.subscription.rawValue }) {
      let start = observations[Int(first)]
      unpacker.begin(start.object, startIsSeen: start.rank == .creation)
      for place in timeline {
        let sight = Sight(observations[Int(place)])
        bodies.withBody(Int(place)) { unpacker.takeState($0, sight) }
      }
    } else {
      billing.begin()
      for place in timeline.dropLast() {
        let time = observations[Int(place)].time
        bodies.withBody(Int(place)) { billing.pass($0, at: time) }
      }
      let sight = observations[Int(last)]
      unpacker.withTexts(of: sight.object, sight.event) { id, event in
        bodies.withBody(Int(last)) { billing.take($0, id: id, event: event, Sight(sight)) }
      }
    }
  }

  /// Ends with what was read of all objects.
  consuming func finish() -> RevenueHistory {
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
}

extension Sight {
  /// Where an object was observed.
  fileprivate init(_ sight: Observation) {
    self.init(time: sight.time, event: sight.event, origin: sight.origin)
  }
}
