import Billing
public import Bytes
public import Diagnostics
import Dumps
public import JSON
public import Reconciliation

/// Reads dumps of caches: one JSON object a line with `key`, `value`, `ttl_seconds`, `written_at`.
///
/// A value is JSON, or a text that holds JSON, as caches keep it; the entry of a link may be the
/// bare text of an id. `ttl_seconds` is what Redis' TTL answers: the seconds left when the cache
/// was dumped, -1 for ever, -2 for gone. Instants are whole seconds since 1970 or ISO 8601 with a
/// zone. Data path: an entry costs no object of its own.
public struct CacheReader: Sendable {
  /// What was read of a piece.
  public struct Part: Sendable {
    /// The entries of each cache, in the order of the definitions.
    public var tables: [CacheTable]
    /// The texts behind their cells.
    public var symbols = Symbols()
    /// Remarks about damaged lines.
    public var log = DiagnosticLog()
    /// Lines met, but for empty ones.
    public var recordCount = 0
    /// Lines that do not count.
    public var rejectedCount = 0
  }

  private let definitions: [CacheDefinition]
  private let prefixes: [[UInt8]]
  private let paths: [[[[UInt8]]]]
  private let negativeWords: [[[UInt8]]]
  private let places: [Int]

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - definitions: all caches of the pipeline.
  ///   - places: those whose entries are in the file.
  public init(_ definitions: [CacheDefinition], places: [Int]) {
    self.definitions = definitions
    prefixes = definitions.map { Array($0.keyPrefix.utf8) }
    paths = definitions.map { $0.values.map { $0.path.map { Array($0.utf8) } } }
    negativeWords = definitions.map { $0.negativeWords.map { Array($0.utf8) } }
    // The longest prefix that fits says which cache a key is of.
    let prefixes = prefixes
    self.places = places.sorted { prefixes[$0].count > prefixes[$1].count }
  }

  /// Reads the whole lines of a piece.
  ///
  /// - Parameters:
  ///   - piece: whole lines.
  ///   - startByte: where they begin in the decompressed file.
  ///   - file: the file.
  ///   - reader: a reader of JSON to use.
  /// - Returns: the entries, their records numbered from one within the piece; its log may hold
  ///   `cache-bad-line` and `cache-bad-value`.
  public func read(
    _ piece: ByteView, startByte: UInt64, file: FileID, reader: inout JSONReader
  ) -> Part {
    let tables = definitions.map { CacheTable(definition: $0) }
    var pass = CachePass(part: Part(tables: tables), startByte: startByte, file: file)
    var start = 0
    while start < piece.count {
      let rest = unsafe piece[start..<piece.count].buffer
      let end = unsafe start + (rest.firstIndex(of: 0x0A) ?? rest.count)
      if piece[start..<end].hasContent { take(start..<end, of: piece, &pass, &reader) }
      start = end + 1
    }
    return pass.part
  }

  private func take(
    _ line: Range<Int>, of piece: ByteView, _ pass: inout CachePass, _ reader: inout JSONReader
  ) {
    pass.begin(line)
    if let fault = reader.read(piece[line]) {
      return pass.reject(.cacheBadLine, fault.message, at: line.lowerBound + fault.offset)
    }
    let record = reader.root
    guard let key = record["key"]?.text(into: &pass.keyScratch)?.array else {
      return pass.reject(.cacheBadLine, "the line has no key that is a text")
    }
    guard let place = places.first(where: { key.starts(with: prefixes[$0]) }) else {
      pass.part.tables[places.last ?? 0].otherKeyCount += 1
      return
    }
    var entry = pass.entry(of: key, after: prefixes[place])
    entry.secondsLeft = record["ttl_seconds"]?.integer
    entry.writtenAt = record["written_at"].flatMap { pass.instant($0) }?.time
    guard let value = record["value"], !value.isNull else {
      return pass.reject(.cacheBadValue, "the entry has no value")
    }
    guard let text = value.text(into: &pass.valueScratch)?.array else {
      return add(entry, value, to: place, &pass)
    }
    if definitions[place].values.allSatisfy({ $0.path.isEmpty }), text.first != 0x22 {
      return pass.part.tables[place].add(
        entry,
        values: definitions[place].values.map { _ in .symbol(pass.part.symbols.intern(bytes: text))
        })
    }
    let block = ByteBlock(text)
    if let fault = reader.read(block.view) {
      return pass.reject(.cacheBadValue, "the value is a text but no JSON: " + fault.message)
    }
    add(entry, reader.root, to: place, &pass)
    withExtendedLifetime(block) {}
  }

  private func add(_ entry: CacheEntry, _ value: JSONValue, to place: Int, _ pass: inout CachePass)
  {
    let definition = definitions[place]
    var entry = entry
    var cells: [Cell] = []
    for (number, wanted) in definition.values.enumerated() {
      let found = value.value(at: paths[place][number], &pass.keyScratch)
      let cell = found.map { pass.cell($0, wanted.field) } ?? .unknown
      if cell == .malformed {
        return pass.reject(
          .cacheBadValue, "the value for \(wanted.field.rawValue) is not of its type")
      }
      if wanted.field == .status, let text = found?.text(into: &pass.keyScratch)?.array {
        entry.isNegative = negativeWords[place].contains(text)
      }
      cells.append(cell)
    }
    if cells.allSatisfy({ $0 == .unknown }) {
      return pass.reject(.cacheBadValue, "the value has nothing that the pipeline names")
    }
    pass.part.tables[place].add(entry, values: cells)
  }
}

/// One pass over a piece: what it came to so far, and where it is.
private struct CachePass {
  var part: CacheReader.Part
  let startByte: UInt64
  let file: FileID
  var keyScratch: [UInt8] = []
  var valueScratch: [UInt8] = []
  private var line = 0..<0

  init(part: CacheReader.Part, startByte: UInt64, file: FileID) {
    self.part = part
    self.startByte = startByte
    self.file = file
  }

  mutating func begin(_ line: Range<Int>) {
    self.line = line
    part.recordCount += 1
  }

  mutating func entry(of key: [UInt8], after prefix: [UInt8]) -> CacheEntry {
    CacheEntry(
      identifier: part.symbols.intern(bytes: Array(key.dropFirst(prefix.count))),
      key: part.symbols.intern(bytes: key),
      origin: RecordOrigin(
        file: file, recordNumber: UInt32(part.recordCount),
        startByte: startByte + UInt64(line.lowerBound), byteCount: UInt32(line.count)))
  }

  mutating func reject(_ code: Diagnostic.Code, _ message: String, at offset: Int? = nil) {
    part.rejectedCount += 1
    let start = min(offset ?? line.lowerBound, max(line.lowerBound, line.upperBound - 1))
    let count = offset == nil ? line.count : 1
    part.log.note(
      Diagnostic(
        .rejection, code, message,
        at: SourceSpan(
          file: file, startByte: startByte + UInt64(start), byteCount: UInt32(count)),
        recordNumber: part.recordCount,
        help: "the entry counts as unread, not as missing; dump the cache again"))
  }

  mutating func cell(_ value: JSONValue, _ field: CacheField) -> Cell {
    if field == .error {
      return value.isNull || value.isString && value.byteCount == 2 ? .null : .flag(true)
    }
    if value.isNull { return .null }
    switch field {
    case .customer, .subscription, .status, .price, .product, .source:
      return value.text(into: &valueScratch).map { .symbol(part.symbols.intern($0)) } ?? .malformed
    case .periodStart, .periodEnd: return instant(value) ?? .malformed
    case .cancelAtPeriodEnd: return value.bool.map { .flag($0) } ?? .malformed
    case .attempts: return value.integer.map { .integer($0) } ?? .malformed
    case .error: return .malformed
    }
  }

  /// Whole seconds since 1970, or ISO 8601 with a zone; `nil` for anything else.
  mutating func instant(_ value: JSONValue) -> Cell? {
    if let seconds = value.integer {
      let cell = Cell.time(Timestamp(seconds: seconds))
      return cell.isKnown ? cell : nil
    }
    let text = value.text(into: &valueScratch)
    return text.flatMap { DumpTimestamp.microseconds($0) }
      .map { .time(Timestamp(microseconds: $0)) }
  }
}

extension JSONValue {
  /// The value that a path leads to.
  fileprivate func value(at path: [[UInt8]], _ scratch: inout [UInt8]) -> JSONValue? {
    var value = self
    for name in path {
      var found: JSONValue?
      for (key, member) in value.members
      where unsafe key.text(into: &scratch).buffer.elementsEqual(name) {
        found = member
        break
      }
      guard let found else { return nil }
      value = found
    }
    return value
  }
}

extension ByteView {
  /// Whether there is more than blanks.
  fileprivate var hasContent: Bool {
    unsafe buffer.contains { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
  }
}

extension Diagnostic.Code {
  /// A line of a cache's dump is no JSON object with a key.
  public static let cacheBadLine = Diagnostic.Code(rawValue: "cache-bad-line")
  /// The value of a cache entry cannot be read as the pipeline says.
  public static let cacheBadValue = Diagnostic.Code(rawValue: "cache-bad-value")
  /// A key stands in the dump more than once.
  public static let cacheRepeatedKey = Diagnostic.Code(rawValue: "cache-repeated-key")
}
