import Billing
import Bytes
import Reconciliation

/// The order in which an object's sights happened.
///
/// Stripe's clock has whole seconds and ties are normal, so time alone does not order them. In
/// turn decide: the time; the kind of event; for updates of one second what each replaced, which
/// must be what the one before it said; the time inside the event's id; and at last the bytes of
/// the id, so that the order of the input never matters.
struct TimelineOrder {
  private let facts: StripeFacts
  private let chain: ChangeChain

  init(_ facts: StripeFacts) {
    self.facts = facts
    chain = ChangeChain(facts)
  }

  /// Sorts the sights of one object, given as places in the observations, oldest first, and
  /// leaves one of identical copies, the first in the input.
  ///
  /// - Returns: the last of each stretch of sights within one second of which nothing but their
  ///   ids tells which came last, although they disagree.
  func sort(_ sights: inout [UInt32]) -> [UInt32] {
    arrange(&sights)
    var undecided: [UInt32] = []
    forEachTie(in: sights) { tie in
      if !settle(&sights, tie) { undecided.append(sights[tie.upperBound - 1]) }
    }
    return undecided
  }

  /// Sorts the sights of one object as ``sort(_:)`` does, if that takes nothing of their states.
  ///
  /// - Returns: whether they are sorted; if not, updates of one second have to be put in order by
  ///   what they replaced.
  func sortWithoutStates(_ sights: inout [UInt32]) -> Bool {
    arrange(&sights)
    var isSorted = true
    forEachTie(in: sights) { tie in
      if facts.observations[Int(sights[tie.lowerBound])].rank == .update { isSorted = false }
    }
    return isSorted
  }

  /// Sorts sights by all but their states, and drops copies.
  private func arrange(_ sights: inout [UInt32]) {
    guard sights.count > 1 else { return }
    // Most are in order already, and sorting would take hold of all facts to find that out.
    if !isSorted(sights) {
      sights.sort { precedes(facts.observations[Int($0)], facts.observations[Int($1)]) }
    }
    dropCopies(in: &sights)
  }

  private func isSorted(_ sights: [UInt32]) -> Bool {
    for place in 1..<sights.count
    where precedes(
      facts.observations[Int(sights[place])], facts.observations[Int(sights[place - 1])])
    {
      return false
    }
    return true
  }

  /// Copies stand side by side: they share all that the order looks at but their place.
  private func dropCopies(in sights: inout [UInt32]) {
    var kept = 1
    for place in 1..<sights.count {
      let sight = facts.observations[Int(sights[place])]
      if !sight.isSnapshot, sight.event == facts.observations[Int(sights[kept - 1])].event {
        continue
      }
      sights[kept] = sights[place]
      kept += 1
    }
    sights.removeLast(sights.count - kept)
  }

  /// Visits each stretch of several sights that share the time and the rank.
  private func forEachTie(in sights: [UInt32], _ visit: (Range<Int>) -> Void) {
    var start = 0
    while start < sights.count {
      let end = endOfTie(in: sights, from: start)
      if end - start > 1 { visit(start..<end) }
      start = end
    }
  }

  /// The end of the stretch of sights that share the time and the rank.
  private func endOfTie(in sights: [UInt32], from start: Int) -> Int {
    let first = facts.observations[Int(sights[start])]
    var end = start + 1
    while end < sights.count {
      let next = facts.observations[Int(sights[end])]
      if next.time != first.time || next.rank != first.rank { break }
      end += 1
    }
    return end
  }

  /// Puts sights of one second in the order that their own words tell; false if they do not.
  private func settle(_ sights: inout [UInt32], _ tie: Range<Int>) -> Bool {
    let first = facts.observations[Int(sights[tie.lowerBound])]
    let agree = sights[tie].dropFirst().allSatisfy {
      !chain.statesDiffer(first, facts.observations[Int($0)])
    }
    guard first.rank == .update else { return agree }
    let last = tie.lowerBound > 0 ? sights[tie.lowerBound - 1] : nil
    let puzzle = ChainPuzzle(facts, chain)
    guard let answer = puzzle.solve(Array(sights[tie]), after: last) else { return agree }
    sights.replaceSubrange(tie, with: answer.order)
    return agree || answer.isCertain
  }

  private func precedes(_ one: Observation, _ other: Observation) -> Bool {
    if one.time != other.time { return one.time < other.time }
    let (oneRank, otherRank) = (one.rank, other.rank)
    if oneRank != otherRank { return oneRank < otherRank }
    let (oneTime, otherTime) = (embeddedTime(one.event), embeddedTime(other.event))
    if let oneTime, let otherTime, oneTime != otherTime { return oneTime < otherTime }
    // A comparison of the three kinds below must not depend on a time that only one of them has.
    if (oneTime == nil) != (otherTime == nil) { return oneTime == nil }
    if one.event != other.event { return facts.symbols.precedes(one.event, other.event) }
    if one.contentHash != other.contentHash { return one.contentHash < other.contentHash }
    return one.origin.precedes(other.origin)
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
