import Billing
import Bytes
import Reconciliation

/// The order in which an object's sights happened.
///
/// Stripe's clock has whole seconds and ties are normal, so time alone does not order them. In
/// turn decide: the time; what an update replaced, which must be what the one before it said; the
/// kind of event; the time inside the event's id; and at last the bytes of the id, so that the
/// order of the input never matters.
struct TimelineOrder {
  private let facts: StripeFacts
  private let chain: ChangeChain

  init(_ facts: StripeFacts) {
    self.facts = facts
    chain = ChangeChain(facts)
  }

  /// Sorts places in the observations, oldest first.
  ///
  /// - Returns: whether sights of one second disagree about the state and nothing but their ids
  ///   tells them apart.
  mutating func sort(_ places: inout ArraySlice<UInt32>) -> Bool {
    guard places.count > 1 else { return false }
    places.sort { precedes(facts.observations[Int($0)], facts.observations[Int($1)]) }
    var isAmbiguous = false
    var start = places.startIndex
    while start < places.endIndex {
      let time = facts.observations[Int(places[start])].time
      var end = start + 1
      while end < places.endIndex, facts.observations[Int(places[end])].time == time { end += 1 }
      if end - start > 1 { isAmbiguous = settle(&places[start..<end]) || isAmbiguous }
      start = end
    }
    return isAmbiguous
  }

  /// Reorders sights of one second by what each says it replaced.
  ///
  /// An insertion sort over neighbours: groups are a handful of events of one API call.
  private func settle(_ group: inout ArraySlice<UInt32>) -> Bool {
    for end in group.indices.dropFirst() {
      var place = end
      while place > group.startIndex {
        let one = facts.observations[Int(group[place - 1])]
        let other = facts.observations[Int(group[place])]
        guard isMovable(one), isMovable(other), chain.shows(other, before: one) else { break }
        group.swapAt(place - 1, place)
        place -= 1
      }
    }
    return zip(group, group.dropFirst()).contains { one, other in
      isUndecided(facts.observations[Int(one)], facts.observations[Int(other)])
    }
  }

  /// Whether causality may move a sight: beginnings, ends and snapshots have a fixed place.
  private func isMovable(_ observation: Observation) -> Bool {
    !observation.isSnapshot && EventRank(observation.type, facts.symbols) == .update
  }

  private func isUndecided(_ one: Observation, _ other: Observation) -> Bool {
    guard isMovable(one), isMovable(other), chain.statesDiffer(one, other) else { return false }
    return !chain.shows(one, before: other)
  }

  private func precedes(_ one: Observation, _ other: Observation) -> Bool {
    if one.time != other.time { return one.time < other.time }
    let (rank, otherRank) = (
      one.isSnapshot ? EventRank.snapshot : EventRank(one.type, facts.symbols),
      other.isSnapshot ? EventRank.snapshot : EventRank(other.type, facts.symbols)
    )
    if rank != otherRank { return rank < otherRank }
    let (idTime, otherIDTime) = (embeddedTime(one.event), embeddedTime(other.event))
    if let idTime, let otherIDTime, idTime != otherIDTime { return idTime < otherIDTime }
    if one.event != other.event { return facts.symbols.precedes(one.event, other.event) }
    if one.contentHash != other.contentHash { return one.contentHash < other.contentHash }
    return (one.origin.file, one.origin.recordNumber)
      < (other.origin.file, other.origin.recordNumber)
  }

  /// The second that ids such as `evt_1Mow…` carry; a tie-break only, for ids are opaque.
  ///
  /// Observed, not documented by Stripe: five base-62 digits after the leading digit count
  /// seconds since 2012-07-15. `evt_3…` repeats the payment intent's time and is not used.
  private func embeddedTime(_ id: Symbol) -> Int64? {
    facts.symbols.withView(of: id) { text -> Int64? in
      guard text.count >= 14, text[0..<5].equals("evt_1") else { return nil }
      var value: Int64 = 0
      for offset in 5..<10 {
        guard let digit = Self.base62(text[offset]) else { return nil }
        value = value * 62 + digit
      }
      return 1_342_389_380 + value
    }
  }

  private static func base62(_ byte: UInt8) -> Int64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int64(byte - UInt8(ascii: "A")) + 10
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int64(byte - UInt8(ascii: "a")) + 36
    default: nil
    }
  }
}

/// Where a kind of event stands among others of the same second.
enum EventRank: Int, Comparable {
  case creation, update, finalization, payment, paymentSuccess, deletion, snapshot

  init(_ type: Symbol, _ symbols: Symbols) {
    self = symbols.withView(of: type) { text in
      let dot = (0..<text.count).last { text[$0] == UInt8(ascii: ".") } ?? -1
      let verb = text[dot + 1..<text.count]
      if verb.equals("created") { return .creation }
      if verb.equals("finalized") { return .finalization }
      if verb.equals("paid") { return .payment }
      if verb.equals("payment_succeeded") { return .paymentSuccess }
      return verb.equals("deleted") ? .deletion : .update
    }
  }

  static func < (one: EventRank, other: EventRank) -> Bool { one.rawValue < other.rawValue }
}
