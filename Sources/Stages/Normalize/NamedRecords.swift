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
    var seen: [(object: UInt64, origin: RecordOrigin)] = []
    var names: [(name: UInt64, object: UInt64)] = []
    for chunk in chunks {
      unsafe chunk.withUnsafeBufferPointer { buffer in
        var unpacker = unsafe SightUnpacker(
          ByteView(buffer), recordBases: recordBases, words: Words([]))
        while let sight = unpacker.nextNames() {
          seen.append((sight.object, sight.origin))
          names.append((sight.object, sight.object))
          for name in sight.names { names.append((name, sight.object)) }
        }
      }
    }
    seen.sort { $0.object != $1.object ? $0.object < $1.object : $0.origin.precedes($1.origin) }
    names.sort { $0.name != $1.name ? $0.name < $1.name : $0.object < $1.object }
    var places: [UInt64: UInt32] = [:]
    for (object, origin) in seen {
      if places[object] == nil {
        places[object] = UInt32(places.count)
        starts.append(UInt32(records.count))
      }
      records.append(origin)
    }
    starts.append(UInt32(records.count))
    for (name, object) in names {
      let entry = Entry(name: name, object: places[object] ?? 0)
      if entries.last != entry { entries.append(entry) }
    }
  }
}
