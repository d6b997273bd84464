import Billing
import Bytes
import Diagnostics
import Reconciliation

/// Tells events apart by id and content: Stripe delivers at least once, and files overlap.
struct EventCopies {
  private let facts: StripeFacts

  init(_ facts: StripeFacts) { self.facts = facts }

  /// The observations that count: every snapshot, and one copy of every event.
  ///
  /// Of identical copies the one that stands first in the input is kept. Copies that differ are
  /// all dropped, because nothing tells which one is true.
  func kept(counting ledger: inout StripeLedger, log: inout DiagnosticLog) -> [UInt32] {
    var firstCopy = [UInt32](repeating: .max, count: facts.symbols.count)
    var conflicting: Set<Symbol> = []
    for (index, observation) in facts.observations.enumerated() where !observation.isSnapshot {
      let event = Int(observation.event.rawValue)
      if firstCopy[event] == .max {
        firstCopy[event] = UInt32(index)
        ledger.eventCount += 1
        widen(&ledger.window, to: observation.time)
      } else if facts.observations[Int(firstCopy[event])].contentHash == observation.contentHash {
        ledger.duplicateCount += 1
      } else {
        conflicting.insert(observation.event)
        noteConflict(observation, log: &log)
      }
    }
    return facts.observations.indices.compactMap { index in
      let observation = facts.observations[index]
      if observation.kind == .other || observation.object == .empty { return nil }
      if observation.isSnapshot { return UInt32(index) }
      let isFirst = firstCopy[Int(observation.event.rawValue)] == UInt32(index)
      return isFirst && !conflicting.contains(observation.event) ? UInt32(index) : nil
    }
  }

  /// The objects of events that came with two different contents.
  static func conflictingObjects(_ facts: StripeFacts, kept: [UInt32]) -> Set<Symbol> {
    var keptEvents: Set<Symbol> = []
    for index in kept where !facts.observations[Int(index)].isSnapshot {
      keptEvents.insert(facts.observations[Int(index)].event)
    }
    var objects: Set<Symbol> = []
    for observation in facts.observations where observation.kind != .other {
      if !observation.isSnapshot, !keptEvents.contains(observation.event) {
        objects.insert(observation.object)
      }
    }
    return objects
  }

  private func widen(_ window: inout ClosedRange<Timestamp>?, to time: Timestamp) {
    guard let known = window else {
      window = time...time
      return
    }
    window = min(known.lowerBound, time)...max(known.upperBound, time)
  }

  private func noteConflict(_ observation: Observation, log: inout DiagnosticLog) {
    log.note(
      Diagnostic(
        .rejection, .eventConflict, "this event id stands in the input with other content too",
        at: observation.origin.span, recordNumber: Int(observation.origin.recordNumber),
        subject: facts.symbols.text(observation.object),
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
    var counts = [UInt32](repeating: 0, count: facts.symbols.count * kinds + 1)
    func bucket(_ index: UInt32) -> Int {
      let observation = facts.observations[Int(index)]
      return Int(observation.object.rawValue) * kinds + Int(observation.kind.rawValue)
    }
    for index in kept { counts[bucket(index) + 1] += 1 }
    for place in 1..<counts.count { counts[place] += counts[place - 1] }
    members = Array(repeating: 0, count: kept.count)
    var next = counts
    for index in kept {
      let place = bucket(index)
      members[Int(next[place])] = index
      next[place] += 1
    }
    for place in 0..<counts.count - 1 where counts[place] < counts[place + 1] {
      ranges.append(Int(counts[place])..<Int(counts[place + 1]))
    }
  }
}
