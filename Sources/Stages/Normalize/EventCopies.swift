import Bytes
import Reconciliation

/// Sets aside the sights that do not count: those of events that came with different contents.
struct EventCopies {
  /// Places of the observations that may count, identical copies included.
  private(set) var kept: [UInt32] = []
  /// The objects of events that came with different contents.
  private(set) var conflictingObjects: Set<Symbol> = []
  /// The sights set aside.
  private(set) var suspects: [Suspect] = []

  /// Looks through the observations for events whose ids are among the conflicts.
  init(_ facts: StripeFacts, conflicts: Set<UInt64>) {
    kept.reserveCapacity(facts.observations.count)
    for (index, sight) in facts.observations.enumerated() {
      if !conflicts.isEmpty, !sight.isSnapshot {
        let entry = facts.entry(of: sight)
        if conflicts.contains(entry.id) {
          setAside(sight, entry, facts)
          continue
        }
      }
      if sight.kind != .other, sight.object != .empty { kept.append(UInt32(index)) }
    }
  }

  private mutating func setAside(
    _ sight: Observation, _ entry: EventRegister.Entry, _ facts: StripeFacts
  ) {
    if sight.kind != .other { conflictingObjects.insert(sight.object) }
    suspects.append(
      Suspect(entry: entry, origin: sight.origin, subject: facts.symbols.text(sight.object)))
  }
}

/// The observations of each object, side by side.
struct ObjectGroups {
  /// Places in the observations, grouped by object and kind.
  private(set) var members: [UInt32]
  /// The stretches of ``members``, one for each object.
  private(set) var ranges: [Range<Int>] = []

  /// Groups by counting: the symbols of objects are small numbers already.
  init(_ facts: StripeFacts, of kept: [UInt32]) {
    var starts = [UInt32](repeating: 0, count: facts.symbols.count + 1)
    func bucket(_ index: UInt32) -> Int { Int(facts.observations[Int(index)].object.rawValue) }
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
      divideByKind(Int(start)..<Int(end), of: facts)
      start = end
    }
  }

  /// Takes over a bucket; where objects of several kinds share an id, each is a stretch of its own.
  private mutating func divideByKind(_ bucket: Range<Int>, of facts: StripeFacts) {
    func kind(_ place: Int) -> UInt8 { facts.observations[Int(members[place])].kind.rawValue }
    let first = kind(bucket.lowerBound)
    if bucket.allSatisfy({ kind($0) == first }) { return ranges.append(bucket) }
    let own = members[bucket]
    var start = bucket.lowerBound
    for kind in StripeKind.allCases {
      let same = own.filter { facts.observations[Int($0)].kind == kind }
      if same.isEmpty { continue }
      members.replaceSubrange(start..<start + same.count, with: same)
      ranges.append(start..<start + same.count)
      start += same.count
    }
  }
}
