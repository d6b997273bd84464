import Bytes
import Diagnostics

/// One pass over the records of one piece.
///
/// Data path. Records that are plain go straight to the visitor; a record with anything odd in it
/// is read again, byte by byte, by ``examine(_:)``, which also knows what to say about it.
@safe struct RecordPass: ~Copyable {
  let bytes: ByteView
  let startByte: UInt64
  let file: FileID
  let header: DumpHeader
  let format: DumpFormat
  let columnCount: Int
  let firstRecordIndex: Int
  /// Whether the last record of the piece is the last of the dump.
  let isLast: Bool
  /// Whether a missing line end at the very end is no sign of a cut.
  let endIsProven: Bool
  let quote: UInt8
  /// Two offsets for each value of the current record, and one pair more for a surplus value.
  let bounds: UnsafeMutablePointer<Int>
  let token: UnsafeMutablePointer<UInt8>
  let style: CellStyle
  var count = DumpCount()

  init(
    _ bytes: ByteView, startByte: UInt64, header: DumpHeader, format: DumpFormat, file: FileID,
    firstRecordIndex: Int, isLast: Bool, endIsProven: Bool
  ) {
    self.bytes = bytes
    self.startByte = startByte
    self.file = file
    self.header = header
    self.format = format
    self.firstRecordIndex = firstRecordIndex
    self.isLast = isLast
    self.endIsProven = endIsProven
    columnCount = header.columns.count
    quote = format.quote ?? 0
    unsafe bounds = .allocate(capacity: 2 * (header.columns.count + 1))
    let tokenBytes = CellStyle.token(of: format)
    unsafe token = .allocate(capacity: tokenBytes.count + 1)
    for (offset, byte) in tokenBytes.enumerated() {
      unsafe (token + offset).initialize(to: byte)
    }
    style = unsafe CellStyle(format, token: ByteView(start: token, count: tokenBytes.count))
  }

  deinit {
    unsafe bounds.deallocate()
    unsafe token.deallocate()
  }

  /// Whether every record must be read byte by byte.
  var isCareful: Bool { format.escape == .backslashInQuotes }

  /// Sets the borders of one value; surplus values share the last place.
  @inline(__always)
  func setBounds(_ field: Int, _ lower: Int, _ upper: Int) {
    let slot = 2 &* min(field, columnCount)
    unsafe bounds[slot] = lower
    unsafe bounds[slot &+ 1] = upper
  }

  /// Lends the record whose borders are set to the visitor, unless it is no UTF-8 or the header.
  @inline(__always)
  mutating func admit(
    _ record: Range<Int>, isHigh: Bool, log: inout DiagnosticLog,
    visit: (borrowing DumpRow) -> Void
  ) {
    if isHigh || record.count == header.line.count || record.count > DumpReader.recordLimit {
      if let issue = issueOfWhole(record) {
        reject(record, issue, log: &log)
        return
      }
    }
    let index = firstRecordIndex &+ count.recordCount
    count.recordCount &+= 1
    unsafe visit(
      DumpRow(
        recordIndex: index, startByte: startByte &+ UInt64(record.lowerBound),
        byteCount: record.count, columnCount: columnCount, start: bytes.start,
        bounds: UnsafePointer(bounds), style: style))
  }

  private func issueOfWhole(_ record: Range<Int>) -> RecordIssue? {
    if record.count > DumpReader.recordLimit { return .longRecord(at: record.lowerBound) }
    let view = bytes[record]
    if let fault = UTF8Check.firstFault(view) {
      return .invalidUTF8(at: record.lowerBound + fault, column: column(at: fault, in: record))
    }
    let isHeader =
      view.count == header.line.count && view.count > 0
      && (0..<view.count).allSatisfy { view[$0] == header.line[$0] }
    return isHeader ? .repeatedHeader(at: record.lowerBound) : nil
  }

  private func column(at fault: Int, in record: Range<Int>) -> Int? {
    (0..<columnCount).first { unsafe bounds[2 * $0 + 1] > record.lowerBound + fault }
  }

  /// Counts and notes a record that cannot be used.
  mutating func reject(_ record: Range<Int>, _ issue: RecordIssue, log: inout DiagnosticLog) {
    let number = firstRecordIndex + count.recordCount + 1
    count.recordCount += 1
    count.rejectedCount += 1
    let place = issue.column.flatMap { $0 < columnCount ? header.columns[$0] : nil }
    let length = issue.coversRecord ? min(record.count, Int(UInt32.max)) : 1
    log.note(
      Diagnostic(
        .rejection, issue.code, issue.message,
        at: SourceSpan(
          file: file, startByte: startByte + UInt64(issue.offset), byteCount: UInt32(length)),
        recordNumber: number, place: place, help: issue.help))
  }
}
