import Bytes
import Diagnostics
import JSON
import Reconciliation

/// One pass over one piece of a file: the counts so far, and the ways a record can end.
struct StripePass: ~Copyable {
  typealias Visit = (StripeRecord) -> Void

  /// A stretch of the piece.
  typealias Extent = Range<Int>

  let piece: ByteView
  let startByte: UInt64
  let file: FileID
  var log = DiagnosticLog()
  var count = ReadCount()
  /// Reads documents that stand as a string inside another.
  var inner: JSONReader
  /// The bytes of such a document.
  var embedded: [UInt8] = []

  init(_ piece: ByteView, startByte: UInt64, file: FileID, limits: JSONLimits) {
    self.piece = piece
    self.startByte = startByte
    self.file = file
    inner = JSONReader(limits: limits)
  }

  /// Passes over what may stand at the start of a file; notes a file that has nothing else.
  mutating func skipStart() -> Int {
    guard startByte == 0 else { return 0 }
    let start = ByteOrderMark.length(at: piece)
    if start > 0 {
      note(.remark, .stripeByteOrderMark, "a byte order mark starts the file", 0..<start)
    }
    if JSONExtent.skipBlanks(of: piece, from: start) == piece.count {
      log.note(
        Diagnostic(
          .warning, .stripeEmptyFile, "the file has no records", at: span(0..<0),
          help: "an export that failed often leaves an empty file; remove it or export again"))
    }
    return start
  }

  /// Reads one value a line.
  mutating func readLines(from start: Int, reader: inout StripeLineReader, _ visit: Visit) {
    var at = start
    while at < piece.count {
      let end = JSONExtent.endOfLine(of: piece, from: at)
      let first = JSONExtent.skipBlanks(of: piece[0..<end], from: at)
      if first < end { readLine(first..<end, reader: &reader, visit) }
      at = end + 1
    }
  }

  /// Reads one line: an event of a known shape at once, all else as a document.
  @inline(__always)
  private mutating func readLine(
    _ line: Extent, reader: inout StripeLineReader, _ visit: Visit
  ) {
    if let contentHash = reader.shapes.read(line, of: piece) {
      let event = reader.shapes.root
      let shape = Shape(of: event)
      if shape.isEvent {
        let place = Place(base: line.lowerBound)
        return sortEvent(event, shape, .bare, place, contentHash: contentHash, visit)
      }
    }
    if let fault = reader.strict.read(piece[line]) {
      return salvage(line, after: fault, reader: &reader.strict, visit)
    }
    let value = reader.strict.root
    if value.isObject, Shape(of: value).isEvent { reader.shapes.learn(piece[line], value) }
    sort(value, Place(base: line.lowerBound), .bare, visit)
  }

  /// Reads one document; where it is broken, what can be saved of it.
  @inline(__always)
  mutating func readDocument(_ extent: Extent, reader: inout JSONReader, _ visit: Visit) {
    if let fault = reader.read(piece[extent]) {
      salvage(extent, after: fault, reader: &reader, visit)
    } else {
      sort(reader.root, Place(base: extent.lowerBound), .bare, visit)
    }
  }

  /// Hands on a record.
  @inline(__always)
  mutating func deliver(
    _ value: JSONValue, _ kind: StripeRecord.Kind, _ container: StripeRecord.Container,
    _ place: Place, contentHash: UInt64? = nil, _ visit: Visit
  ) {
    count.deliveredCount += 1
    let extent = place.extent(of: value)
    visit(
      StripeRecord(
        kind: kind, value: value, container: container,
        origin: RecordOrigin(
          file: file, recordNumber: UInt32(truncatingIfNeeded: count.recordCount),
          startByte: startByte + UInt64(extent.lowerBound),
          byteCount: UInt32(truncatingIfNeeded: extent.count)),
        contentHash: contentHash))
  }

  /// Counts a record that says nothing about any object.
  mutating func skip(_ code: Diagnostic.Code, _ message: String, _ extent: Extent) {
    count.skippedCount += 1
    note(.remark, code, message, extent, recordNumber: count.recordCount)
  }

  /// Counts a record that does not count, with what it was about where anybody can say.
  mutating func reject(
    _ code: Diagnostic.Code, _ message: String, _ extent: Extent, at offset: Int? = nil,
    subject known: String? = nil, place: String? = nil,
    help: String = "the record is set aside and what it is about is doubted; export it again"
  ) {
    count.rejectedCount += 1
    let subject = known ?? RecordSubject.find(in: piece[extent])
    if subject == nil { count.untrackedCount += 1 }
    let evidence = offset.map { $0..<min($0 + 1, max(extent.upperBound, $0)) } ?? extent
    log.note(
      Diagnostic(
        .rejection, code, message, at: span(evidence), recordNumber: count.recordCount,
        place: place, subject: subject, help: help))
  }

  /// Notes something that is no record of its own.
  mutating func note(
    _ severity: Diagnostic.Severity, _ code: Diagnostic.Code, _ message: String,
    _ extent: Extent, recordNumber: Int = 0, help: String? = nil
  ) {
    log.note(
      Diagnostic(
        severity, code, message, at: span(extent), recordNumber: recordNumber, help: help))
  }

  private func span(_ extent: Extent) -> SourceSpan {
    SourceSpan(
      file: file, startByte: startByte + UInt64(extent.lowerBound),
      byteCount: UInt32(truncatingIfNeeded: extent.count))
  }
}

/// Where the values of a document stand in the piece.
struct Place {
  /// The document's first byte.
  var base: Int
  /// For a document inside a string: the record that holds it, since offsets inside it mean
  /// nothing to a reader of the file.
  var holder: Range<Int>?

  @inline(__always)
  init(base: Int, holder: Range<Int>? = nil) {
    self.base = base
    self.holder = holder
  }

  @inline(__always)
  func extent(of value: JSONValue) -> Range<Int> {
    if let holder { return holder }
    let start = base + value.startByte
    return start..<start + value.byteCount
  }
}
