public import Bytes
import Synchronization

/// The ids of the events that the application's own ledger has, as a set of fingerprints.
///
/// Data path: a probe is one multiplication and, as a rule, one cache line. The set never says that
/// an event is missing which is there. An event that is missing is taken for one that is there when
/// its fingerprint equals that of another row: one in 2^64 / n, or five in 10^13 for a ledger of
/// ten million rows. Memory: 16 bytes for each distinct event, and 8 more for each row while the
/// set is built.
public struct RecordedEvents: Sendable {
  /// How many parts the set has, whatever the number of threads that build them.
  public static let partCount = 16

  /// The fingerprints of one stretch of a ledger, grouped by the part they belong to.
  public struct Stretch: Sendable {
    fileprivate let fingerprints: [UInt64]
    /// Where each part's fingerprints begin, and the end of the last.
    fileprivate let starts: [Int]

    /// Groups fingerprints, in time and memory proportional to their number.
    public init(_ unordered: [UInt64]) {
      var starts = [Int](repeating: 0, count: RecordedEvents.partCount + 1)
      for fingerprint in unordered { starts[RecordedEvents.part(of: fingerprint) + 1] += 1 }
      for part in 1...RecordedEvents.partCount { starts[part] += starts[part - 1] }
      var next = starts
      var grouped = [UInt64](repeating: 0, count: unordered.count)
      for fingerprint in unordered {
        let part = RecordedEvents.part(of: fingerprint)
        grouped[next[part]] = fingerprint
        next[part] += 1
      }
      fingerprints = grouped
      self.starts = starts
    }

    fileprivate subscript(part: Int) -> ArraySlice<UInt64> {
      fingerprints[starts[part]..<starts[part + 1]]
    }
  }

  /// One part of the set: an open-addressing table of at most half its places.
  public struct Part: Sendable {
    /// The fingerprints; zero is a free place.
    private var places: [UInt64]
    private let sightings = Sightings()
    /// How many there are.
    public private(set) var count = 0

    /// Collects what belongs to a part from all stretches of a ledger.
    public init(_ index: Int, of stretches: [Stretch]) {
      let size = stretches.reduce(0) { $0 + $1[index].count }
      places = Array(repeating: 0, count: max(2, size * 2))
      for stretch in stretches {
        for fingerprint in stretch[index] {
          let place = place(of: fingerprint)
          count += places[place] == 0 ? 1 : 0
          places[place] = fingerprint
        }
      }
    }

    fileprivate func contains(_ fingerprint: UInt64) -> Bool { places[place(of: fingerprint)] != 0 }

    /// Notes that an export has some of the events.
    fileprivate func note(exported fingerprints: ArraySlice<UInt64>) {
      guard !fingerprints.isEmpty else { return }
      sightings.words.withLock { words in
        if words.isEmpty { words = Array(repeating: 0, count: places.count / 64 + 1) }
        for fingerprint in fingerprints {
          let place = place(of: fingerprint)
          words[place / 64] |= 1 << UInt64(place % 64)
        }
      }
    }

    /// How many of the events an export has.
    fileprivate var exportedCount: Int {
      sightings.words.withLock { words in words.reduce(0) { $0 + $1.nonzeroBitCount } }
    }

    /// Whether it has an event that was not noted as exported.
    fileprivate func lacksExport(of fingerprint: UInt64) -> Bool {
      let place = place(of: fingerprint)
      guard places[place] != 0 else { return false }
      return sightings.words.withLock { words in
        words.isEmpty || words[place / 64] & 1 << UInt64(place % 64) == 0
      }
    }

    /// The place that holds a fingerprint, or the free one it would be put into.
    @inline(__always)
    private func place(of fingerprint: UInt64) -> Int {
      // The highest bits chose the part; those below them say where in it the search begins.
      let spread = (fingerprint &<< 4).multipliedFullWidth(by: UInt64(places.count)).high
      var place = Int(truncatingIfNeeded: spread)
      while places[place] != 0, places[place] != fingerprint {
        place = place + 1 == places.count ? 0 : place + 1
      }
      return place
    }
  }

  /// A bit for each place at which an exported event was found; set from any thread.
  private final class Sightings: Sendable {
    let words = Mutex<[UInt64]>([])
  }

  /// How many distinct events there are.
  public let count: Int
  private let parts: [Part]

  /// Joins the parts, all of them and in order.
  public init(parts: [Part]) {
    precondition(parts.count == Self.partCount)
    self.parts = parts
    count = parts.reduce(0) { $0 + $1.count }
  }

  /// Whether the ledger has the event of a fingerprint.
  public func contains(fingerprint: UInt64) -> Bool {
    parts[Self.part(of: fingerprint)].contains(fingerprint)
  }

  /// Notes that the export has some of the events; others are passed over.
  public func note(exported events: Stretch) {
    for part in 0..<Self.partCount { parts[part].note(exported: events[part]) }
  }

  /// Whether every event was noted as exported.
  public var isExported: Bool { parts.reduce(0) { $0 + $1.exportedCount } == count }

  /// Whether the ledger has an event that was not noted as exported.
  public func lacksExport(ofFingerprint fingerprint: UInt64) -> Bool {
    parts[Self.part(of: fingerprint)].lacksExport(of: fingerprint)
  }

  /// The fingerprint of an event's id; never zero.
  @inline(__always)
  public static func fingerprint(of id: ByteView) -> UInt64 { max(1, Fingerprint.of(id)) }

  /// The fingerprint of an event's id; never zero.
  public static func fingerprint(of id: String) -> UInt64 {
    var id = id
    return id.withUTF8 { unsafe fingerprint(of: ByteView($0)) }
  }

  @inline(__always)
  private static func part(of fingerprint: UInt64) -> Int {
    Int(truncatingIfNeeded: fingerprint &>> 60)
  }
}
