import Billing
import Bytes
import Diagnostics
import Reconciliation

/// Tells events apart by id and content: Stripe delivers at least once, and files overlap.
///
/// Of identical copies one counts, the first in the input. Copies that differ are all set aside,
/// because nothing tells which one is true.
struct EventCopies {
  /// Places of the observations that count: every snapshot, and one copy of every event.
  private(set) var kept: [UInt32] = []
  /// The objects of events that came with different contents.
  private(set) var conflictingObjects: Set<Symbol> = []
  /// For each symbol that is an event's id, the place of its first copy.
  private var firstCopy: [UInt32]
  /// The contents of events that have more than one.
  private var contents: [Symbol: Set<UInt64>] = [:]

  private static let none = UInt32.max

  /// Looks through the observations of a ledger and counts events and copies in it.
  init(_ ledger: inout StripeLedger, log: inout DiagnosticLog) {
    firstCopy = Array(repeating: Self.none, count: ledger.facts.symbols.count)
    for index in ledger.facts.observations.indices
    where !ledger.facts.observations[index].isSnapshot {
      take(UInt32(index), of: &ledger, log: &log)
    }
    kept.reserveCapacity(ledger.facts.observations.count)
    for (index, sight) in ledger.facts.observations.enumerated() {
      guard sight.kind != .other, sight.object != .empty else { continue }
      if !sight.isSnapshot, firstCopy[Int(sight.event.rawValue)] != UInt32(index) { continue }
      kept.append(UInt32(index))
    }
    if !contents.isEmpty { setConflictsAside(ledger.facts) }
  }

  private mutating func take(
    _ index: UInt32, of ledger: inout StripeLedger, log: inout DiagnosticLog
  ) {
    let sight = ledger.facts.observations[Int(index)]
    let event = Int(sight.event.rawValue)
    guard firstCopy[event] != Self.none else {
      firstCopy[event] = index
      ledger.eventCount += 1
      widen(&ledger.window, to: sight.time)
      return
    }
    let first = Int(firstCopy[event])
    let hash = ledger.facts.observations[first].contentHash
    if hash == sight.contentHash {
      ledger.duplicateCount += 1
      // It counts down as endpoints answer: the lower number is the later knowledge.
      ledger.facts.observations[first].pendingWebhooks = lower(
        ledger.facts.observations[first].pendingWebhooks, sight.pendingWebhooks)
    } else if contents[sight.event, default: [hash]].insert(sight.contentHash).inserted {
      noteConflict(sight, of: ledger.facts, log: &log)
    } else {
      ledger.duplicateCount += 1
    }
  }

  private mutating func setConflictsAside(_ facts: StripeFacts) {
    for sight in facts.observations where sight.kind != .other && !sight.isSnapshot {
      if contents[sight.event] != nil { conflictingObjects.insert(sight.object) }
    }
    kept.removeAll { contents[facts.observations[Int($0)].event] != nil }
  }

  private func lower(_ one: Int32, _ other: Int32) -> Int32 {
    one < 0 ? other : other < 0 ? one : min(one, other)
  }

  private func widen(_ window: inout ClosedRange<Timestamp>?, to time: Timestamp) {
    guard let known = window else {
      window = time...time
      return
    }
    window = min(known.lowerBound, time)...max(known.upperBound, time)
  }

  private func noteConflict(
    _ sight: Observation, of facts: StripeFacts, log: inout DiagnosticLog
  ) {
    log.note(
      Diagnostic(
        .rejection, .eventConflict, "this event id stands in the input with other content too",
        at: sight.origin.span, recordNumber: Int(sight.origin.recordNumber),
        subject: facts.symbols.text(sight.object),
        help: "all copies are set aside; export the events again from one source"))
  }
}

/// The observations of each object, side by side.
struct ObjectGroups {
  /// Places in the observations, grouped by kind and object.
  private(set) var members: [UInt32]
  /// The stretches of ``members``, one for each object.
  private(set) var ranges: [Range<Int>] = []

  /// Groups by counting: the symbols of objects are small numbers already.
  init(_ facts: StripeFacts, of kept: [UInt32]) {
    let kinds = StripeKind.allCases.count
    var starts = [UInt32](repeating: 0, count: facts.symbols.count * kinds + 1)
    func bucket(_ index: UInt32) -> Int {
      let sight = facts.observations[Int(index)]
      return Int(sight.object.rawValue) * kinds + Int(sight.kind.rawValue)
    }
    for index in kept { starts[bucket(index) + 1] += 1 }
    for place in 1..<starts.count { starts[place] += starts[place - 1] }
    members = Array(repeating: 0, count: kept.count)
    for index in kept {
      let place = bucket(index)
      members[Int(starts[place])] = index
      starts[place] += 1
    }
    // Each start has moved to its bucket's end, which is where the next bucket starts.
    var start: UInt32 = 0
    for end in starts where start < end {
      ranges.append(Int(start)..<Int(end))
      start = end
    }
  }
}
