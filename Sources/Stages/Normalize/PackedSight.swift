import Billing
import Bytes
import Diagnostics
import Reconciliation

/// Writes sights one after the other as bytes, each with the texts it needs.
///
/// A sight is: kind and rank; place in the input; time; content; the texts of its ids; three bit
/// sets over the fields of its kind (known, null, text), then the known values that are not null;
/// what it replaced. Numbers are in the machine's order: the bytes never leave the run.
@safe struct SightPacker: ~Copyable {
  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  private var count = 0
  /// The fields of the kind at hand, in the order of their bits.
  private var fields: [StripeField] = []
  /// Where the number of replaced values stands.
  private var previousPlace = 0

  private static let fields = StripeKind.allCases.map(\.fields)

  init() {
    capacity = 1 << 16
    unsafe start = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { unsafe start.deallocate() }

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
    count = 0
    fields = Self.fields[Int(sight.kind.rawValue)]
    reserve(64)
    put(sight.kind.rawValue)
    put(sight.rank.rawValue)
    put(sight.origin.file.rawValue)
    put(piece)
    put(sight.origin.recordNumber)
    put(sight.origin.startByte)
    put(sight.origin.byteCount)
    put(sight.time.microseconds)
    put(sight.contentHash)
    put(sight.object, texts)
    put(sight.event, texts)
    if !fields.isEmpty { putState(row, texts) }
    reserve(4)
    previousPlace = count
    put(0 as UInt32)
  }

  /// Adds what the sight's update replaced: the known cells of a row.
  mutating func add(previous row: [Cell], _ texts: RecordTexts) {
    var number: UInt32 = 0
    for field in fields {
      let cell = row[Int(field.rawValue)]
      guard cell.isKnown else { continue }
      number += 1
      reserve(2)
      put(field.rawValue)
      put(UInt8(cell.symbol == nil ? 0 : 1))
      put(cell, texts)
    }
    unsafe start.storeBytes(of: number, toByteOffset: previousPlace, as: UInt32.self)
  }

  /// Appends the finished sight to a part; its length in bytes.
  func end(onto chunks: inout PackedChunks) -> Int {
    unsafe chunks.append(UnsafeRawBufferPointer(start: start, count: count))
    return count
  }

  private mutating func putState(_ row: [Cell], _ texts: RecordTexts) {
    var (known, null, text): (UInt32, UInt32, UInt32) = (0, 0, 0)
    var bit: UInt32 = 1
    for field in fields {
      let cell = row[Int(field.rawValue)]
      if cell != .unknown { known |= bit }
      if cell.isNull { null |= bit }
      if cell.kind == .symbol { text |= bit }
      bit &<<= 1
    }
    reserve(12)
    put(known)
    put(null)
    put(text)
    for field in fields {
      let cell = row[Int(field.rawValue)]
      if cell != .unknown, !cell.isNull { put(cell, texts) }
    }
  }

  @inline(__always)
  private mutating func put(_ cell: Cell, _ texts: RecordTexts) {
    if let symbol = cell.symbol { return put(symbol, texts) }
    reserve(8)
    put(cell.rawValue)
  }

  @inline(__always)
  private mutating func put(_ symbol: Symbol, _ texts: RecordTexts) {
    texts.withView(of: symbol) { text in
      reserve(text.count + 4)
      put(UInt32(truncatingIfNeeded: text.count))
      unsafe (start + count).copyMemory(from: text.start, byteCount: text.count)
      count += text.count
    }
  }

  /// Writes a number where room was reserved.
  @inline(__always)
  private mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    unsafe start.storeBytes(of: number, toByteOffset: count, as: Number.self)
    count += MemoryLayout<Number>.size
  }

  @inline(__always)
  private mutating func reserve(_ byteCount: Int) {
    if count + byteCount > capacity { grow(to: count + byteCount) }
  }

  private mutating func grow(to wanted: Int) {
    capacity = wanted * 2
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    unsafe larger.copyMemory(from: start, byteCount: count)
    unsafe start.deallocate()
    unsafe start = larger
  }
}

/// Reads back what a ``SightPacker`` wrote.
@safe struct SightUnpacker {
  private let bytes: ByteView
  private var offset = 0
  /// For each file, how many records stand before each of its pieces.
  private let recordBases: [[UInt32]]
  /// Fingerprints of the ids of the objects that count; `nil` for all.
  private let wanted: Set<UInt64>?
  private var row: [Cell] = []

  init(_ bytes: ByteView, recordBases: [[UInt32]], wanted: Set<UInt64>? = nil) {
    self.bytes = bytes
    self.recordBases = recordBases
    self.wanted = wanted
  }

  /// Appends every sight to some facts.
  mutating func unpack(into facts: inout StripeFacts) {
    while offset < bytes.count { unpackSight(into: &facts) }
  }

  private mutating func unpackSight(into facts: inout StripeFacts) {
    let kind = StripeKind(rawValue: take(UInt8.self)) ?? .other
    let rank = EventRank(rawValue: take(UInt8.self)) ?? .update
    let file = take(UInt32.self)
    let piece = take(UInt32.self)
    let base = recordBases.isEmpty ? 0 : recordBases[Int(file)][Int(piece)]
    let record = take(UInt32.self) + base
    let startByte = take(UInt64.self)
    let origin = RecordOrigin(
      file: .init(rawValue: file), recordNumber: record, startByte: startByte,
      byteCount: take(UInt32.self))
    let time = Timestamp(microseconds: take(Int64.self))
    let content = take(UInt64.self)
    let objectText = takeText()
    if let wanted, !wanted.contains(Fingerprint.of(objectText)) { return passRest(of: kind) }
    let object = facts.symbols.intern(objectText)
    var sight = Observation(kind: kind, object: object, time: time, row: 0, origin: origin)
    sight.rank = rank
    sight.contentHash = content
    sight.event = takeSymbol(into: &facts.symbols)
    sight.row = unpackState(kind, into: &facts)
    unpackPrevious(of: &sight, into: &facts)
    facts.observations.append(sight)
  }

  /// Passes over what follows the object of a sight that does not count.
  private mutating func passRest(of kind: StripeKind) {
    _ = takeText()
    if kind != .other {
      let (known, null, text) = (take(UInt32.self), take(UInt32.self), take(UInt32.self))
      var given = known & ~null
      while given != 0 {
        let bit = given & (0 &- given)
        if text & bit != 0 { _ = takeText() } else { offset += MemoryLayout<UInt64>.size }
        given ^= bit
      }
    }
    for _ in 0..<take(UInt32.self) {
      offset += 1
      if take(UInt8.self) == 1 { _ = takeText() } else { offset += MemoryLayout<UInt64>.size }
    }
  }

  private mutating func unpackState(_ kind: StripeKind, into facts: inout StripeFacts) -> UInt32 {
    let width = facts.tables[Int(kind.rawValue)].width
    guard width > 0 else { return 0 }
    let (known, null, text) = (take(UInt32.self), take(UInt32.self), take(UInt32.self))
    row.removeAll(keepingCapacity: true)
    for place in 0..<width {
      let bit = (1 as UInt32) << UInt32(place)
      if known & bit == 0 {
        row.append(.unknown)
      } else if null & bit != 0 {
        row.append(.null)
      } else {
        row.append(takeCell(isText: text & bit != 0, into: &facts.symbols))
      }
    }
    return facts.tables[Int(kind.rawValue)].add(row: row)
  }

  private mutating func unpackPrevious(of sight: inout Observation, into facts: inout StripeFacts) {
    sight.previousStart = UInt32(facts.previous.count)
    sight.previousCount = take(UInt32.self)
    for _ in 0..<sight.previousCount {
      let field = StripeField(rawValue: take(UInt8.self)) ?? .status
      let isText = take(UInt8.self) == 1
      facts.previous.append(
        PreviousFact(field: field, cell: takeCell(isText: isText, into: &facts.symbols)))
    }
  }

  @inline(__always)
  private mutating func takeCell(isText: Bool, into symbols: inout Symbols) -> Cell {
    isText ? .symbol(takeSymbol(into: &symbols)) : Cell(rawValue: take(UInt64.self))
  }

  @inline(__always)
  private mutating func takeSymbol(into symbols: inout Symbols) -> Symbol {
    symbols.intern(takeText())
  }

  @inline(__always)
  private mutating func takeText() -> ByteView {
    let count = Int(take(UInt32.self))
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  @inline(__always)
  private mutating func take<Number: FixedWidthInteger & BitwiseCopyable>(
    _: Number.Type
  ) -> Number {
    precondition(offset + MemoryLayout<Number>.size <= bytes.count, "a packed sight is cut")
    let number = unsafe UnsafeRawPointer(bytes.start + offset).loadUnaligned(as: Number.self)
    offset += MemoryLayout<Number>.size
    return number
  }
}
