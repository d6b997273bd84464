import Billing
import Bytes
import Diagnostics
import Reconciliation

/// How a cell that has a value is packed: in the low two bits of its first number.
private enum PackedCell {
  /// The rest is the number of a word in the book.
  static let word: UInt64 = 0
  /// The rest is the length of a text, which follows.
  static let text: UInt64 = 1
  /// The rest is an instant in whole seconds, folded.
  static let seconds: UInt64 = 2
  /// The cell as it is follows.
  static let raw: UInt64 = 3
}

extension Observation {
  /// Whether it takes the type of its event to tell it from others of its rank.
  var isNamedByType: Bool { rank == .transition && kind != .other }
}

/// Writes sights one after the other as bytes, each with the texts it needs.
///
/// A sight is: its length; kind and rank; the book of its words; place in the input; time; content;
/// the texts of its ids; a part with its state; and, up to its end, its body for revenue, if it has
/// one. The state is two bit sets over the fields of its kind (known, null), then the known values
/// that are not null; the type of its event, where its rank does not tell it; and what it replaced.
struct SightPacker: ~Copyable {
  /// The words of all sights so far.
  private(set) var book = WordBook()
  /// The number that the book is known by.
  private let bookNumber: Int
  private var bytes = PackedWriter()
  /// The kind at hand.
  private var kind = StripeKind.other
  /// Where the state at hand begins.
  private var stateStart = 0

  init(book: Int) { bookNumber = book }

  /// Begins a sight with its state.
  ///
  /// - Parameters:
  ///   - sight: what is known besides the state; its symbols are numbers of `texts`.
  ///   - piece: the piece of the file that its record is counted in.
  ///   - row: the state, one cell for every field there is.
  ///   - texts: the texts of the record.
  mutating func begin(
    _ sight: Observation, piece: UInt32, _ row: [Cell], _ texts: RecordTexts
  ) {
    bytes.begin()
    kind = sight.kind
    bytes.put(byte: sight.kind.rawValue | sight.rank.rawValue << 4)
    bytes.put(number: UInt64(bookNumber))
    bytes.put(number: UInt64(sight.origin.file.rawValue))
    bytes.put(number: UInt64(piece))
    bytes.put(number: UInt64(sight.origin.recordNumber))
    bytes.put(number: sight.origin.startByte)
    bytes.put(number: UInt64(sight.origin.byteCount))
    bytes.put(number: PackedNumber.folded(sight.time.microseconds))
    bytes.put(word: sight.contentHash)
    put(id: sight.object, texts)
    put(id: sight.event, texts)
    stateStart = bytes.beginPart()
    if !kind.fields.isEmpty { putState(row, texts) }
    if sight.isNamedByType { put(sight.type, isWord: true, texts) }
  }

  /// Ends the sight with what its update replaced: the known cells of a row, if there is one.
  mutating func end(previous row: [Cell]?, _ texts: RecordTexts) {
    defer { bytes.endPart(from: stateStart) }
    guard let row else { return bytes.put(number: 0) }
    let known = kind.fields.filter { row[Int($0.rawValue)].isKnown }
    bytes.put(number: UInt64(known.count))
    for field in known {
      bytes.put(byte: field.rawValue)
      put(row[Int(field.rawValue)], of: field, texts)
    }
  }

  /// Adds the body that a ``RevenueReader`` made of the same object.
  mutating func put(body: borrowing PackedWriter) {
    body.withBytes(from: RevenueReader.bodyStart) { bytes.put(bytes: $0) }
  }

  /// Appends the finished sight to a part; its length in bytes.
  mutating func append(to chunks: inout PackedChunks) -> Int {
    bytes.end()
    return unsafe bytes.withBytes { bytes in
      unsafe chunks.append(bytes)
      return bytes.count
    }
  }

  private mutating func putState(_ row: [Cell], _ texts: RecordTexts) {
    let fields = kind.fields
    var (known, null): (UInt64, UInt64) = (0, 0)
    var bit: UInt64 = 1
    for field in fields {
      let cell = row[Int(field.rawValue)]
      if cell != .unknown { known |= bit }
      if cell.isNull { null |= bit }
      bit &<<= 1
    }
    bytes.put(number: known)
    bytes.put(number: null)
    for field in fields {
      let cell = row[Int(field.rawValue)]
      if cell != .unknown, !cell.isNull { put(cell, of: field, texts) }
    }
  }

  @inline(__always)
  private mutating func put(_ cell: Cell, of field: StripeField, _ texts: RecordTexts) {
    if let symbol = cell.symbol { return put(symbol, isWord: field.isWord, texts) }
    if let time = cell.time, time.microseconds % 1_000_000 == 0 {
      let seconds = PackedNumber.folded(time.microseconds / 1_000_000)
      return bytes.put(number: seconds &<< 2 | PackedCell.seconds)
    }
    bytes.put(number: PackedCell.raw)
    bytes.put(word: cell.rawValue)
  }

  @inline(__always)
  private mutating func put(_ symbol: Symbol, isWord: Bool, _ texts: RecordTexts) {
    texts.withView(of: symbol) { text in
      if isWord, let number = book.number(of: text) {
        bytes.put(number: UInt64(number) &<< 2 | PackedCell.word)
      } else {
        bytes.put(number: UInt64(text.count) &<< 2 | PackedCell.text)
        bytes.put(bytes: text)
      }
    }
  }

  @inline(__always)
  private mutating func put(id: Symbol, _ texts: RecordTexts) {
    texts.withView(of: id) { text in
      bytes.put(number: UInt64(text.count))
      bytes.put(bytes: text)
    }
  }
}

/// Where the bodies of sights stand in the chunks that the sights were packed in.
struct SightBodies {
  private struct Place {
    var chunk: UInt32
    var start: UInt32
    var count: UInt32
  }

  private let chunks: [[UInt8]]
  private var places: [Place] = []
  /// The chunk at hand.
  var chunk = 0

  init(in chunks: [[UInt8]]) { self.chunks = chunks }

  /// Adds the body of the next sight, by its place in the chunk at hand; most have none.
  @inline(__always)
  mutating func add(_ range: Range<Int>) {
    places.append(
      Place(
        chunk: UInt32(truncatingIfNeeded: chunk),
        start: UInt32(truncatingIfNeeded: range.lowerBound),
        count: UInt32(truncatingIfNeeded: range.count)))
  }

  /// Whether a sight has one.
  func hasBody(_ sight: Int) -> Bool { places[sight].count > 0 }

  /// Lends the body of a sight.
  func withBody<Result>(_ sight: Int, _ read: (ByteView) -> Result) -> Result {
    let place = places[sight]
    return unsafe chunks[Int(place.chunk)].withUnsafeBufferPointer { whole in
      let range = Int(place.start)..<Int(place.start) + Int(place.count)
      return unsafe read(ByteView(UnsafeBufferPointer(rebasing: whole[range])))
    }
  }
}

/// Reads back what a ``SightPacker`` wrote.
struct SightUnpacker {
  private var bytes: PackedReader
  /// For each file, how many records stand before each of its pieces.
  private let recordBases: [[UInt32]]
  private let words: Words
  /// Fingerprints of the ids of the objects that count; `nil` for all.
  private let wanted: Set<UInt64>?
  /// The kinds of object that are looked into, a bit for each.
  private let kinds: UInt16
  /// Whether sights of objects that are not looked into are unpacked, without their states.
  private let keepsOthers: Bool
  /// Whether states are unpacked; else their rows and what they replaced mean nothing.
  private let readsStates: Bool
  /// Receives the bodies of the sights, if they are wanted.
  var bodies: SightBodies?
  private var book = 0
  private var row: [Cell] = []

  init(
    _ bytes: ByteView, recordBases: [[UInt32]], words: Words, wanted: Set<UInt64>? = nil,
    kinds: Set<StripeKind> = Set(StripeKind.allCases),
    keepsOthers: Bool = true, readsStates: Bool = true
  ) {
    self.bytes = PackedReader(bytes)
    self.recordBases = recordBases
    self.words = words
    self.wanted = wanted
    self.kinds = kinds.reduce(0) { $0 | 1 &<< UInt16($1.rawValue) }
    self.keepsOthers = keepsOthers
    self.readsStates = readsStates
  }

  /// Appends every sight to some facts, which begin with the words.
  mutating func unpack(into facts: inout StripeFacts) {
    while !bytes.isAtEnd { unpackSight(into: &facts) }
  }

  /// The id of the object that an event is about; `nil` when no sight is of the event.
  mutating func object(of event: ByteView) -> [UInt8]? {
    while !bytes.isAtEnd {
      let end = bytes.takeLength()
      _ = takeHead()
      let object = bytes.takeBytes(Int(bytes.takeNumber()))
      let ownEvent = bytes.takeBytes(Int(bytes.takeNumber()))
      if unsafe ownEvent.buffer.elementsEqual(event.buffer) { return object.array }
      bytes.pass(to: end)
    }
    return nil
  }

  /// The next sight's object, its record, and the names beside its own that lead to it, as
  /// fingerprints; `nil` at the end.
  ///
  /// - Parameter names: receives the names, behind those that are there.
  /// - Returns: the object, and where its record stands.
  mutating func nextNames(
    into names: inout [UInt64]
  ) -> (object: UInt64, origin: RecordOrigin)? {
    guard !bytes.isAtEnd else { return nil }
    let end = bytes.takeLength()
    let sight = takeHead()
    let object = Fingerprint.of(bytes.takeText())
    let event = bytes.takeText()
    if event.count > 0 { names.append(Fingerprint.of(event)) }
    if sight.kind == .price { names.append(NamedRecords.prices) }
    _ = bytes.takeLength()
    addNames(in: sight.kind, to: &names)
    bytes.pass(to: end)
    return (object, sight.origin)
  }

  private mutating func addNames(in kind: StripeKind, to names: inout [UInt64]) {
    let fields = kind.fields
    guard !fields.isEmpty else { return }
    let (known, null) = (bytes.takeNumber(), bytes.takeNumber())
    for (place, field) in fields.enumerated() {
      let bit = (1 as UInt64) << UInt64(place)
      guard known & bit != 0, null & bit == 0 else { continue }
      let head = bytes.takeNumber()
      switch head & 3 {
      case PackedCell.text:
        let text = bytes.takeBytes(Int(head &>> 2))
        if field.namesAnother { names.append(Fingerprint.of(text)) }
      case PackedCell.raw: _ = bytes.takeWord()
      default: break
      }
    }
  }

  private mutating func unpackSight(into facts: inout StripeFacts) {
    let end = bytes.takeLength()
    var sight = takeHead()
    let isLookedInto = kinds & 1 &<< UInt16(sight.kind.rawValue) != 0
    guard isLookedInto || keepsOthers else { return bytes.pass(to: end) }
    let id = bytes.takeText()
    if let wanted, !wanted.contains(Fingerprint.of(id)) { return bytes.pass(to: end) }
    sight.object = facts.symbols.intern(id)
    sight.event = takeID(into: &facts.symbols)
    let stateEnd = bytes.takeLength()
    if !isLookedInto {
      sight.kind = .other
    } else {
      if readsStates { unpackState(of: &sight, into: &facts) }
      bodies?.add(stateEnd..<end)
    }
    facts.observations.append(sight)
    bytes.pass(to: end)
  }

  private mutating func unpackState(of sight: inout Observation, into facts: inout StripeFacts) {
    sight.row = unpackState(sight.kind, into: &facts)
    if sight.isNamedByType { sight.type = takeCell(into: &facts.symbols).symbol ?? .empty }
    unpackPrevious(of: &sight, into: &facts)
  }

  /// What stands before the ids of a sight.
  @inline(__always)
  private mutating func takeHead() -> Observation {
    let head = bytes.takeByte()
    let kind = StripeKind(rawValue: head & 15) ?? .other
    book = Int(bytes.takeNumber())
    let origin = takeOrigin()
    let time = Timestamp(microseconds: bytes.takeSigned())
    var sight = Observation(kind: kind, object: .empty, time: time, row: 0, origin: origin)
    sight.rank = EventRank(rawValue: head >> 4) ?? .update
    sight.contentHash = bytes.takeWord()
    return sight
  }

  @inline(__always)
  private mutating func takeOrigin() -> RecordOrigin {
    let file = UInt32(truncatingIfNeeded: bytes.takeNumber())
    let piece = Int(bytes.takeNumber())
    let base = recordBases.isEmpty ? 0 : recordBases[Int(file)][piece]
    return RecordOrigin(
      file: FileID(rawValue: file),
      recordNumber: UInt32(truncatingIfNeeded: bytes.takeNumber()) + base,
      startByte: bytes.takeNumber(), byteCount: UInt32(truncatingIfNeeded: bytes.takeNumber()))
  }

  private mutating func unpackState(_ kind: StripeKind, into facts: inout StripeFacts) -> UInt32 {
    let width = facts.tables[Int(kind.rawValue)].width
    guard width > 0 else { return 0 }
    let (known, null) = (bytes.takeNumber(), bytes.takeNumber())
    row.removeAll(keepingCapacity: true)
    for place in 0..<width {
      let bit = (1 as UInt64) << UInt64(place)
      if known & bit == 0 {
        row.append(.unknown)
      } else if null & bit != 0 {
        row.append(.null)
      } else {
        row.append(takeCell(into: &facts.symbols))
      }
    }
    return facts.tables[Int(kind.rawValue)].add(row: row)
  }

  private mutating func unpackPrevious(of sight: inout Observation, into facts: inout StripeFacts) {
    sight.previousStart = UInt32(facts.previous.count)
    sight.previousCount = UInt32(truncatingIfNeeded: bytes.takeNumber())
    for _ in 0..<sight.previousCount {
      let field = StripeField(rawValue: bytes.takeByte()) ?? .status
      facts.previous.append(PreviousFact(field: field, cell: takeCell(into: &facts.symbols)))
    }
  }

  @inline(__always)
  private mutating func takeCell(into symbols: inout Symbols) -> Cell {
    let head = bytes.takeNumber()
    let rest = head &>> 2
    switch head & 3 {
    case PackedCell.word: return .symbol(words[book, Int(rest)])
    case PackedCell.text: return .symbol(symbols.intern(bytes.takeBytes(Int(rest))))
    case PackedCell.seconds: return .time(Timestamp(seconds: PackedNumber.unfolded(rest)))
    default: return Cell(rawValue: bytes.takeWord())
    }
  }

  @inline(__always)
  private mutating func takeID(into symbols: inout Symbols) -> Symbol {
    symbols.intern(bytes.takeBytes(Int(bytes.takeNumber())))
  }
}

extension StripeField {
  /// Whether it names whom or what the object belongs to.
  fileprivate var namesAnother: Bool {
    switch self {
    case .customer, .subscription, .owner, .invoice, .charge, .paymentIntent: true
    default: false
    }
  }
}
