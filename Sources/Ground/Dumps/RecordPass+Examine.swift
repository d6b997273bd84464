import Bytes
import Diagnostics

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let backslash = UInt8(ascii: "\\")

/// The slow and obvious reading, one byte at a time.
///
/// It judges what the fast pass finds odd, reads the one flavour the fast pass cannot, and is the
/// reference that the fast pass is tested against.
extension RecordPass {
  /// Reads every record byte by byte.
  mutating func readCarefully(log: inout DiagnosticLog, visit: (borrowing DumpRow) -> Void) {
    var start = 0
    while let end = lineEnd(from: start) {
      finishOdd(start..<end, hasLineEnd: true, log: &log, visit: visit)
      start = end + 1
    }
    finishLast(start, log: &log, visit: visit)
  }

  /// Whether a letter may follow a backslash in what COPY writes.
  @inline(__always)
  static func isCopyEscape(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "N"), backslash, UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "r"),
      UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "v"), UInt8(ascii: "|"),
      UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "\t"):
      true
    default: false
    }
  }

  /// The line feed that ends the record which starts at an offset; nil when there is none.
  func lineEnd(from start: Int) -> Int? {
    var at = start
    var isInside = false
    while at < bytes.count {
      let byte = bytes[at]
      if byte == backslash, escapes(at, isInside: isInside) {
        at += 2
        continue
      }
      if byte == quote, quote != 0 { isInside.toggle() }
      if byte == lineFeed, !isInside { return at }
      at += 1
    }
    return nil
  }

  /// Whether the backslash at an offset protects the byte after it.
  private func escapes(_ at: Int, isInside: Bool) -> Bool {
    switch format.escape {
    case .postgresText, .mysqlText: return true
    case .backslashInQuotes:
      guard isInside, at + 1 < bytes.count else { return false }
      return bytes[at + 1] == quote || bytes[at + 1] == backslash
    case .none, .doubledQuote, .standardSQL, .mysqlSQL: return false
    }
  }

  /// Judges what stands after the last line end.
  mutating func finishLast(
    _ start: Int, log: inout DiagnosticLog, visit: (borrowing DumpRow) -> Void
  ) {
    guard start < bytes.count else { return }
    let record = start..<bytes.count
    if !endIsProven, !isEndMarker(record) {
      log.note(
        Diagnostic(
          .warning, .dumpCutRecord, "the last record has no line end",
          at: SourceSpan(
            file: file, startByte: startByte + UInt64(start),
            byteCount: UInt32(clamping: record.count)),
          recordNumber: firstRecordIndex + count.recordCount + 1,
          help: "the dump may have been cut within its last value; export it again"))
    }
    finishOdd(record, hasLineEnd: false, log: &log, visit: visit)
  }

  /// Reads one record slowly, then visits or rejects it.
  mutating func finishOdd(
    _ record: Range<Int>, hasLineEnd: Bool, log: inout DiagnosticLog,
    visit: (borrowing DumpRow) -> Void
  ) {
    var content = record
    if hasLineEnd, format.recordEnd == .either {
      let hasReturn = !record.isEmpty && bytes[record.upperBound - 1] == carriageReturn
      if hasReturn { content = record.lowerBound..<record.upperBound - 1 }
      if hasReturn != header.hasCarriageReturns, !isEndMarker(content) {
        // A quote that is still wrong explains more than the line end it swallowed.
        let issue =
          examine(content).flatMap { $0.code == .dumpStrayQuote ? $0 : nil }
          ?? .mixedLineEnds(
            at: content.upperBound, expectsReturn: header.hasCarriageReturns)
        return reject(content, issue, log: &log)
      }
    }
    if isEndMarker(content) {
      let isAtEnd = record.upperBound + (hasLineEnd ? 1 : 0) >= bytes.count
      if isLast, isAtEnd { return }
      return reject(content, .afterEnd(at: content.lowerBound), log: &log)
    }
    if let issue = examine(content) {
      reject(content, issue, log: &log)
    } else {
      admit(content, isHigh: true, log: &log, visit: visit)
    }
  }

  /// Whether a record is the `\.` that ends the data of COPY.
  private func isEndMarker(_ record: Range<Int>) -> Bool {
    let view = bytes[record]
    return view.equals("\\.") || view.equals("\\.\r")
  }

  /// Sets the borders of the values of one record, or says what is wrong with it.
  func examine(_ record: Range<Int>) -> RecordIssue? {
    let (fieldCount, issue) = split(record)
    if issue != nil || fieldCount == columnCount { return issue }
    return .uneven(at: record.lowerBound, found: fieldCount, wanted: columnCount)
  }

  /// Sets the borders of as many values as there is room for, and counts them all.
  func split(_ record: Range<Int>) -> (fieldCount: Int, issue: RecordIssue?) {
    var at = record.lowerBound
    var field = 0
    var isPending = true
    while isPending {
      let start = at
      let isQuoted = quote != 0 && at < record.upperBound && bytes[at] == quote
      let issue =
        isQuoted
        ? passQuoted(&at, record, column: field) : passUnquoted(&at, record, column: field)
      if let issue { return (field, issue) }
      setBounds(field, start, at)
      field += 1
      isPending = at < record.upperBound
      at += 1
    }
    return (field, nil)
  }

  /// Moves past a quoted value to the delimiter or the end.
  private func passQuoted(_ at: inout Int, _ record: Range<Int>, column: Int) -> RecordIssue? {
    let open = at
    at += 1
    while at < record.upperBound {
      let byte = bytes[at]
      if byte == 0 { return .nulByte(at: at, column: column) }
      if byte == backslash, escapes(at, isInside: true) {
        at += 2
      } else if byte == quote {
        at += 1
        guard at < record.upperBound, bytes[at] != format.delimiter else { return nil }
        guard bytes[at] == quote, format.escape != .backslashInQuotes else {
          return .strayQuote(at: at - 1, column: column)
        }
        at += 1
      } else {
        at += 1
      }
    }
    return .unterminatedQuote(at: open, column: column)
  }

  /// Moves past an unquoted value to the delimiter or the end.
  private func passUnquoted(_ at: inout Int, _ record: Range<Int>, column: Int) -> RecordIssue? {
    while at < record.upperBound {
      let byte = bytes[at]
      if byte == format.delimiter { return nil }
      if byte == 0 { return .nulByte(at: at, column: column) }
      if byte == quote { return .strayQuote(at: at, column: column) }
      if byte == carriageReturn, format.recordEnd == .either {
        return .bareReturn(at: at, column: column)
      }
      if byte == backslash, escapes(at, isInside: false) {
        guard at + 1 < record.upperBound, isKnownEscape(bytes[at + 1]) else {
          return .badEscape(at: at, column: column)
        }
        at += 1
      }
      at += 1
    }
    return nil
  }

  private func isKnownEscape(_ letter: UInt8) -> Bool {
    format.escape == .mysqlText
      ? letter != 0 : Self.isCopyEscape(letter) || letter == format.delimiter
  }
}
