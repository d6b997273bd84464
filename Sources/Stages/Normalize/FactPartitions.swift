import Billing
import Bytes
public import Reconciliation

/// The facts of one side's records, divided by object and packed, so that each part can be folded
/// by itself and none but the one at hand need be in memory as tables.
///
/// One belongs to one thread. Which records it takes and in which order does not matter.
public struct FactPartitions: ~Copyable {
  /// What stands in one part: sights of its objects, and the events whose ids belong to it.
  public struct Part: Sendable {
    /// Packed sights.
    public internal(set) var sights = PackedChunks()
    /// Packed entries of the register of events.
    public internal(set) var entries = PackedChunks()
  }

  /// The parts, in the order of their numbers.
  private(set) var parts: [Part]
  /// How many bytes the parts have.
  private(set) var byteCount = 0
  /// What the records say about the export as a whole.
  var survey = StripeSurvey()
  /// Ids of objects that a rejected record may have been about.
  private(set) var tainted: [[UInt8]] = []
  private let division: FactDivision
  private var packer: SightPacker
  /// The part that the sight at hand belongs to.
  private var number = 0

  /// Creates empty partitions.
  ///
  /// - Parameters:
  ///   - division: into which parts.
  ///   - book: the number that the words will be known by.
  init(_ division: FactDivision, book: Int) {
    self.division = division
    parts = Array(repeating: Part(), count: division.count)
    packer = SightPacker(book: book)
  }

  /// The words of all sights so far.
  var book: WordBook { packer.book }

  /// Begins a sight; see ``SightPacker``.
  mutating func begin(
    _ sight: Observation, piece: UInt32, _ row: [Cell], _ texts: RecordTexts
  ) {
    survey.sightCount += 1
    number = texts.withView(of: sight.object) { division.part(of: Fingerprint.of($0)) }
    packer.begin(sight, piece: piece, row, texts)
    guard !sight.isSnapshot else { return }
    let id = texts.withView(of: sight.event) { Fingerprint.of($0) }
    add(EventRegister.Entry(id: id, content: sight.contentHash))
  }

  /// Ends the sight with what its update replaced, if it is one.
  mutating func end(previous row: [Cell]?, _ texts: RecordTexts) {
    packer.end(previous: row, texts)
    byteCount += packer.append(to: &parts[number].sights)
  }

  /// Ends the sight as above, and with its body for revenue.
  mutating func end(
    previous row: [Cell]?, _ texts: RecordTexts, body: borrowing PackedWriter
  ) {
    packer.end(previous: row, texts)
    packer.put(body: body)
    byteCount += packer.append(to: &parts[number].sights)
  }

  /// Notes that a rejected record may have been about an object.
  mutating func taint(_ id: [UInt8]) { tainted.append(id) }

  /// Hands over the packed parts and goes on with empty ones.
  mutating func takeParts() -> [Part] {
    var taken = [Part](repeating: Part(), count: division.count)
    swap(&taken, &parts)
    byteCount = 0
    return taken
  }

  private mutating func add(_ entry: EventRegister.Entry) {
    let number = division.part(of: entry.id)
    unsafe withUnsafeBytes(of: entry) { unsafe parts[number].entries.append($0) }
    byteCount += MemoryLayout<EventRegister.Entry>.size
  }
}

/// Packed records one after the other, in chunks that are never moved once they are full.
///
/// One array that doubles would hold twice the bytes and copy them again and again.
public struct PackedChunks: Sendable {
  /// The sizes of chunks, unless one record needs more, in bytes: each is larger than the one
  /// before, since there are many parts of which some get little.
  private static let chunkByteCounts = 1 << 10...1 << 16

  private var full: [[UInt8]] = []
  private var open: [UInt8] = []
  private var nextByteCount = Self.chunkByteCounts.lowerBound

  /// All chunks; a record is never divided.
  public var chunks: [[UInt8]] { open.isEmpty ? full : full + [open] }

  /// Adds one record.
  mutating func append(_ record: UnsafeRawBufferPointer) {
    if open.count + record.count > open.capacity {
      if !open.isEmpty { full.append(open) }
      open = []
      open.reserveCapacity(max(record.count, nextByteCount))
      nextByteCount = min(nextByteCount * 4, Self.chunkByteCounts.upperBound)
    }
    unsafe open.append(contentsOf: record)
  }
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

extension StripeNormalizer {
  /// Everything taken so far, unpacked, for inputs that are small: the records of one piece, in
  /// their order.
  public mutating func takeFacts() -> StripeFacts {
    endPiece()
    let words = Words([book])
    var facts = StripeFacts(
      packed: parts.takeParts().flatMap(\.sights.chunks), recordBases: [], words: words)
    facts.observations.sort { $0.origin.precedes($1.origin) }
    facts.survey = parts.survey
    facts.tainted = parts.tainted.map { facts.symbols.intern(bytes: $0) }
    facts.audit = audit
    parts = FactPartitions(FactDivision(), book: 0)
    begin(piece: 0)
    return facts
  }
}

extension StripeFacts {
  /// Unpacks the sights of one part.
  ///
  /// - Parameters:
  ///   - chunks: the part's packed sights, from any thread and in any order.
  ///   - recordBases: for each file, how many records stand before each of its pieces; empty when
  ///     every file is one piece.
  ///   - words: the words of all threads, which become the first of the symbols.
  ///   - wanted: fingerprints of the ids of the objects whose sights are unpacked; `nil` for all.
  ///   - kinds: the kinds of object that are looked into.
  ///   - keepsOthers: whether sights of other objects are unpacked, without their states.
  public init(
    packed chunks: [[UInt8]], recordBases: [[UInt32]], words: Words, of wanted: Set<UInt64>? = nil,
    kinds: Set<StripeKind> = Set(StripeKind.allCases), keepsOthers: Bool = true
  ) {
    self.init()
    symbols = words.symbols
    for chunk in chunks {
      unsafe chunk.withUnsafeBufferPointer { buffer in
        var unpacker = unsafe SightUnpacker(
          ByteView(buffer), recordBases: recordBases, words: words, wanted: wanted,
          kinds: kinds, keepsOthers: keepsOthers)
        unpacker.unpack(into: &self)
      }
    }
  }

  /// The id of the object that an event is about, found among the packed sights of a part.
  ///
  /// - Parameters:
  ///   - event: the event's id.
  ///   - chunks: the part's packed sights.
  /// - Returns: the id; `nil` when no sight is of the event.
  public static func object(of event: String, packed chunks: [[UInt8]]) -> [UInt8]? {
    var event = event
    return event.withUTF8 { id in
      for chunk in chunks {
        let found = unsafe chunk.withUnsafeBufferPointer { buffer in
          var unpacker = unsafe SightUnpacker(ByteView(buffer), recordBases: [], words: Words([]))
          return unsafe unpacker.object(of: ByteView(id))
        }
        if let found { return found }
      }
      return nil
    }
  }
}
