import Bytes
public import Reconciliation

/// The facts of one side's records, divided by object and packed, so that each part can be folded
/// by itself and none but the one at hand need be in memory as tables.
///
/// One belongs to one thread. Which records it takes and in which order does not matter.
public struct FactPartitions: ~Copyable {
  /// Into how many parts objects and events are divided.
  public static let count = 64

  /// What stands in one part: sights of its objects, and the events whose ids belong to it.
  public struct Part: Sendable {
    /// Packed sights.
    public var sights: [UInt8] = []
    /// Packed entries of the register of events.
    public var entries: [UInt8] = []
    /// Creates an empty part.
    public init() {}
  }

  /// The parts, in the order of their numbers.
  public private(set) var parts = [Part](repeating: Part(), count: Self.count)
  /// How many bytes the parts have.
  public private(set) var byteCount = 0
  /// What the records say about the export as a whole.
  public private(set) var survey = StripeSurvey()
  /// Ids of objects that a rejected record may have been about.
  public private(set) var tainted: [[UInt8]] = []
  private var packer = SightPacker()

  /// Creates empty partitions.
  public init() {}

  /// Adds the facts of a piece of a file.
  ///
  /// - Parameters:
  ///   - facts: the facts, their records numbered from one within the piece.
  ///   - piece: the piece's place among those of its file.
  public mutating func add(_ facts: StripeFacts, piece: UInt32) {
    survey.add(facts.survey)
    for symbol in facts.tainted { tainted.append(facts.symbols.array(symbol)) }
    for sight in facts.observations {
      let number = facts.symbols.withView(of: sight.object) { Self.number(Fingerprint.of($0)) }
      let before = parts[number].sights.count
      packer.pack(sight, of: facts, piece: piece, onto: &parts[number].sights)
      byteCount += parts[number].sights.count - before
      if !sight.isSnapshot { add(facts.entry(of: sight)) }
    }
  }

  /// Hands over the packed parts and goes on with empty ones.
  public mutating func takeParts() -> [Part] {
    var taken = [Part](repeating: Part(), count: Self.count)
    swap(&taken, &parts)
    byteCount = 0
    return taken
  }

  private mutating func add(_ entry: EventRegister.Entry) {
    let number = Self.number(entry.id)
    unsafe withUnsafeBytes(of: entry) { unsafe parts[number].entries.append(contentsOf: $0) }
    byteCount += MemoryLayout<EventRegister.Entry>.size
  }

  /// The high bits, since tables of fingerprints go by the low ones.
  private static func number(_ fingerprint: UInt64) -> Int { Int(fingerprint >> 58) }
}

extension EventRegister {
  /// Registers the events of one part of the input, packed; all copies of them must be there.
  public init(packed chunks: [[UInt8]]) {
    var entries: [Entry] = []
    entries.reserveCapacity(chunks.reduce(0) { $0 + $1.count } / MemoryLayout<Entry>.size)
    for chunk in chunks {
      unsafe chunk.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: MemoryLayout<Entry>.size) {
          unsafe entries.append(bytes.loadUnaligned(fromByteOffset: start, as: Entry.self))
        }
      }
    }
    self.init(entries)
  }
}

extension StripeFacts {
  /// Unpacks the sights of one part.
  ///
  /// - Parameters:
  ///   - chunks: the part's packed sights, from any thread and in any order.
  ///   - recordBases: for each file, how many records stand before each of its pieces.
  public init(packed chunks: [[UInt8]], recordBases: [[UInt32]]) {
    self.init()
    for chunk in chunks {
      unsafe chunk.withUnsafeBufferPointer { buffer in
        var unpacker = unsafe SightUnpacker(ByteView(buffer), recordBases: recordBases)
        unpacker.unpack(into: &self)
      }
    }
  }
}
