import Bytes
public import Reconciliation

/// Where the records of some objects stand, and the names that lead to each object: its own id, the
/// ids of its events, and those of whom and what it belongs to.
///
/// Names are known by their fingerprints: one that leads to a stranger's object as well leads to
/// more than is needed, never to less.
public struct NamedRecords: Sendable {
  /// A name that leads to an object.
  @frozen public struct Entry: Hashable, Sendable {
    /// The fingerprint of the name.
    public var name: UInt64
    /// The object, as a place in ``NamedRecords/starts``.
    public var object: UInt32
    /// Creates an entry.
    @inlinable public init(name: UInt64, object: UInt32) {
      self.name = name
      self.object = object
    }
  }

  /// All names, in the order of their fingerprints.
  public private(set) var entries: [Entry] = []
  /// The records, object by object.
  public private(set) var records: [RecordOrigin] = []
  /// For each object the place of its first record, and at the end how many records there are.
  public private(set) var starts: [UInt32] = []

  /// The name that leads to all prices, which belong to nobody.
  public static var prices: UInt64 { fingerprint(of: "price") }

  /// The fingerprint that stands for a name.
  public static func fingerprint(of name: String) -> UInt64 {
    var name = name
    return name.withUTF8 { unsafe Fingerprint.of(ByteView($0)) }
  }

  /// Looks through the packed sights of a part.
  ///
  /// - Parameters:
  ///   - chunks: the part's packed sights, from any thread and in any order.
  ///   - recordBases: for each file, how many records stand before each of its pieces.
  public init(packed chunks: [[UInt8]], recordBases: [[UInt32]]) {
    var names: [UInt64] = []
    var sights = Self.sights(in: chunks, recordBases, names: &names)
    sights.sort(byHash: { $0.object }, then: { $0.origin.precedes($1.origin) })
    var last: UInt64?
    for sight in sights {
      if sight.object != last {
        last = sight.object
        starts.append(UInt32(records.count))
        entries.append(Entry(name: sight.object, object: UInt32(starts.count - 1)))
      }
      records.append(sight.origin)
      for name in names[sight.names] { add(name, of: UInt32(starts.count - 1)) }
    }
    starts.append(UInt32(records.count))
    sortNames()
  }

  /// A sight, and where the names are that lead to its object.
  private struct Sight {
    var object: UInt64
    var origin: RecordOrigin
    var names: Range<Int>
  }

  private static func sights(
    in chunks: [[UInt8]], _ recordBases: [[UInt32]], names: inout [UInt64]
  ) -> [Sight] {
    var sights: [Sight] = []
    for chunk in chunks {
      unsafe chunk.withUnsafeBufferPointer { buffer in
        var unpacker = unsafe SightUnpacker(
          ByteView(buffer), recordBases: recordBases, words: Words([]))
        var start = names.count
        while let (object, origin) = unpacker.nextNames(into: &names) {
          sights.append(Sight(object: object, origin: origin, names: start..<names.count))
          start = names.count
        }
      }
    }
    return sights
  }

  /// Adds a name; one that an object has again and again, such as its customer's, mostly once.
  private mutating func add(_ name: UInt64, of object: UInt32) {
    let entry = Entry(name: name, object: object)
    if !entries.suffix(8).contains(entry) { entries.append(entry) }
  }

  private mutating func sortNames() {
    entries.sort(byHash: { $0.name }, then: { $0.object < $1.object })
    var kept = 0
    for entry in entries where kept == 0 || entries[kept - 1] != entry {
      entries[kept] = entry
      kept += 1
    }
    entries.removeSubrange(kept...)
  }
}
