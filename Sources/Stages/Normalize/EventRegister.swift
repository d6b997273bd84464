import Bytes
import Diagnostics
import Reconciliation

/// Tells events apart by id and content: Stripe delivers at least once, and files overlap.
///
/// Of identical copies one counts, the first in the input. Copies that differ are all set aside,
/// because nothing tells which one is true. Ids are known by their fingerprint: should two ids
/// ever share one, they show up as a conflict, which a person looks at; nothing is lost silently.
public struct EventRegister: Sendable {
  /// An event as the register knows it.
  @frozen public struct Entry: Hashable, Sendable {
    /// The fingerprint of its id.
    public var id: UInt64
    /// The hash of what it says.
    public var content: UInt64
    /// Creates an entry.
    @inlinable public init(id: UInt64, content: UInt64) {
      self.id = id
      self.content = content
    }
  }

  /// Distinct events.
  public private(set) var eventCount = 0
  /// Copies that say what another one says.
  public private(set) var duplicateCount = 0
  /// The ids that came with more than one content.
  public private(set) var conflicts: Set<UInt64> = []

  /// Creates an empty register.
  public init() {}

  /// Registers events of which no other part of the input has a copy.
  public init(_ entries: [Entry]) {
    var places = OpenTable(capacity: entries.count)
    var contents: [UInt64: Set<UInt64>] = [:]
    for (place, entry) in entries.enumerated() {
      guard let first = places.insert(place, hash: entry.id, isSame: { entries[$0].id == entry.id })
      else {
        eventCount += 1
        continue
      }
      let known = entries[first].content
      if known == entry.content
        || !contents[entry.id, default: [known]].insert(entry.content).inserted
      {
        duplicateCount += 1
      }
    }
    conflicts = Set(contents.keys)
  }

  /// Adds a register of other events.
  public mutating func add(_ other: EventRegister) {
    eventCount += other.eventCount
    duplicateCount += other.duplicateCount
    conflicts.formUnion(other.conflicts)
  }

  /// Notes each content after the first that one of the ids came with, in the order of the input.
  func noteConflicts(_ suspects: [Suspect], log: inout DiagnosticLog) {
    var contents: [UInt64: Set<UInt64>] = [:]
    for suspect in suspects.sorted(by: { $0.origin.precedes($1.origin) }) {
      let isFirst = contents[suspect.entry.id] == nil
      let isNew = contents[suspect.entry.id, default: []].insert(suspect.entry.content).inserted
      guard isNew, !isFirst else { continue }
      log.note(
        Diagnostic(
          .rejection, .eventConflict, "this event id stands in the input with other content too",
          at: suspect.origin.span, recordNumber: Int(suspect.origin.recordNumber),
          subject: suspect.subject,
          help: "all copies are set aside; export the events again from one source"))
    }
  }
}

/// A copy of an event that came with other content too.
struct Suspect: Sendable {
  var entry: EventRegister.Entry
  var origin: RecordOrigin
  /// The id of the object that it is about.
  var subject: String
}

/// Places by a hash, with open addressing: for a known number of keys, and nothing is removed.
struct OpenTable {
  private var slots: [UInt32]
  private let mask: Int

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: 0, count: size)
    mask = size - 1
  }

  /// Puts a place into the table, unless one with the same key is there: then that one.
  @inline(__always)
  mutating func insert(_ place: Int, hash: UInt64, isSame: (Int) -> Bool) -> Int? {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let other = Int(slots[slot]) - 1
      if isSame(other) { return other }
      slot = (slot + 1) & mask
    }
    slots[slot] = UInt32(place + 1)
    return nil
  }
}

extension RecordOrigin {
  /// Whether a record comes before another in the input.
  func precedes(_ other: RecordOrigin) -> Bool {
    (file, recordNumber) < (other.file, other.recordNumber)
  }
}
