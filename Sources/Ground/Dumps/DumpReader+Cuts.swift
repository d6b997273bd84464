public import Bytes

extension DumpReader {
  /// Offsets at which the rows of a dump can be divided between readers, ascending.
  ///
  /// Each cut is the first byte of a record, never the start or the end. There are at most
  /// `count - 1` of them; a script of INSERT statements has none. One serial pass over the quotes.
  public func cuts(of rows: ByteView, count: Int) -> [Int] {
    guard count > 1, format.kind != .inserts else { return [] }
    let probe = pass(over: rows, columnCount: 1)
    var cuts: [Int] = []
    var known = 0
    for number in 1..<count {
      let target = rows.count / count * number
      guard target > known else { continue }
      let start = recordStart(in: rows, probe, from: known, after: target)
      guard start < rows.count else { break }
      cuts.append(start)
      known = start
    }
    return cuts
  }

  /// The number of bytes at the start of some rows that are whole records.
  ///
  /// For a reader that meets the dump in buffers: what is left belongs before the next buffer.
  public func wholeRecordByteCount(of rows: ByteView) -> Int {
    let probe = pass(over: rows, columnCount: 1)
    guard format.escape == .doubledQuote || format.quote == nil else {
      var start = 0
      while let end = probe.lineEnd(from: start) { start = end + 1 }
      return start
    }
    var isInside = format.quote.map { Self.isOdd($0, in: rows) } ?? false
    var at = rows.count
    while at > 0 {
      at -= 1
      if rows[at] == format.quote {
        isInside.toggle()
      } else if rows[at] == 10, !isInside, !isEscaped(at, in: rows) {
        return at + 1
      }
    }
    return 0
  }

  /// The first record start at or after a target, given one before it.
  private func recordStart(
    in rows: ByteView, _ probe: borrowing RecordPass, from known: Int, after target: Int
  ) -> Int {
    if format.quote == nil {
      var at = rows.offset(of: 10, from: target)
      while at < rows.count, isEscaped(at, in: rows) { at = rows.offset(of: 10, from: at + 1) }
      return min(at + 1, rows.count)
    }
    if format.escape == .doubledQuote || format.escape == .none, let quote = format.quote {
      var isInside = Self.isOdd(quote, in: rows[known..<target])
      for at in target..<rows.count {
        if rows[at] == quote { isInside.toggle() }
        if rows[at] == 10, !isInside { return at + 1 }
      }
      return rows.count
    }
    var start = known
    while start < target, let end = probe.lineEnd(from: start) { start = end + 1 }
    return start < target ? rows.count : start
  }

  /// Whether an odd number of backslashes stands before an offset, where backslashes escape.
  private func isEscaped(_ offset: Int, in rows: ByteView) -> Bool {
    guard format.escape == .postgresText || format.escape == .mysqlText else { return false }
    var first = offset
    while first > 0, rows[first - 1] == UInt8(ascii: "\\") { first -= 1 }
    return (offset - first) & 1 == 1
  }

  /// Whether a byte occurs an odd number of times.
  private static func isOdd(_ byte: UInt8, in rows: ByteView) -> Bool {
    // In this form, a byte at a time without a range, the compiler takes sixteen and more at once.
    var parity: UInt8 = 0
    var offset = 0
    while offset < rows.count {
      parity ^= rows[offset] ^ byte == 0 ? 1 : 0
      offset &+= 1
    }
    return parity == 1
  }
}
