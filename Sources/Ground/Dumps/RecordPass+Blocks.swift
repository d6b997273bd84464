import Bytes
import Diagnostics

extension RecordPass {
  /// What one block hands to the next.
  private struct Carry {
    /// All ones when a quote is open.
    var inside: UInt64 = 0
    /// One when the first byte is escaped.
    var escape: UInt64 = 0
    /// One when the byte before was a separator or closed a quote: a quote may open.
    var mayOpen: UInt64 = 1
    /// One when the byte before closed a quote: a separator or another quote must follow.
    var closed: UInt64 = 0
  }

  /// Where the pass stands in the current record.
  private struct Cursor {
    var recordStart = 0
    var fieldStart = 0
    var field = 0
    /// Something in the record needs the slow reading.
    var isOdd = false
    /// A byte of the record may have its high bit set.
    var isHigh = false
  }

  /// Reads every record, 64 bytes at a time.
  mutating func readBlocks(log: inout DiagnosticLog, visit: (borrowing DumpRow) -> Void) {
    var carry = Carry()
    var cursor = Cursor()
    let alwaysOdd = columnCount == 1 || header.hasCarriageReturns
    let escapes = format.escape == .postgresText || format.escape == .mysqlText
    let oddReturns: UInt64 = format.recordEnd == .either ? ~0 : 0
    let whole = bytes.count & ~63
    var block = 0
    while block < whole {
      let masks = unsafe BlockMasks(
        at: bytes.start + block, delimiter: format.delimiter, quote: quote, escapes: escapes)
      let (separators, isOdd) = separators(
        masks, &carry, at: block, oddReturns: oddReturns, alwaysOdd: alwaysOdd)
      take(
        separators, masks, at: block, isOdd: isOdd, cursor: &cursor, log: &log, visit: visit)
      block &+= 64
    }
    if block < bytes.count {
      let masks = lastMasks(escapes: escapes, at: block)
      let (separators, isOdd) = separators(
        masks, &carry, at: block, oddReturns: oddReturns, alwaysOdd: alwaysOdd)
      take(
        separators, masks, at: block, isOdd: isOdd, cursor: &cursor, log: &log, visit: visit)
    }
    finishLast(cursor.recordStart, log: &log, visit: visit)
  }

  /// The masks of the last, incomplete block, filled up with spaces.
  private func lastMasks(escapes: Bool, at block: Int) -> BlockMasks {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { room in
      unsafe room.initialize(repeating: 0x20)
      for offset in block..<bytes.count { unsafe room[offset - block] = bytes[offset] }
      let start = unsafe UnsafePointer(room.baseAddress.unsafelyUnwrapped)
      return unsafe BlockMasks(
        at: start, delimiter: format.delimiter, quote: quote, escapes: escapes)
    }
  }

  /// The delimiters and line feeds that are structure, and whether the block needs a slow look.
  @inline(__always)
  private func separators(
    _ masks: BlockMasks, _ carry: inout Carry, at block: Int, oddReturns: UInt64,
    alwaysOdd: Bool
  ) -> (separators: UInt64, isOdd: Bool) {
    var escaped: UInt64 = 0
    var odd = masks.nuls | (masks.returns & oddReturns)
    if masks.backslashes | carry.escape != 0 {
      escaped = BlockMasks.escaped(masks.backslashes, carry: &carry.escape)
      if format.escape == .postgresText { odd |= strangeEscapes(escaped, at: block) }
    }
    let quotes = masks.quotes & ~escaped
    let inside = quotes == 0 ? carry.inside : BlockMasks.parity(quotes) ^ carry.inside
    let separators = (masks.delimiters | masks.lineFeeds) & ~inside & ~escaped
    let opens = quotes & inside
    let closes = quotes & ~inside
    let mayOpen = (separators | closes) &<< 1 | carry.mayOpen
    let afterClose = closes &<< 1 | carry.closed
    odd |= opens & ~mayOpen | afterClose & ~(separators | opens)
    carry.inside = UInt64(bitPattern: Int64(bitPattern: inside) &>> 63)
    carry.mayOpen = (separators | closes) &>> 63
    carry.closed = closes &>> 63
    return (separators, odd != 0 || alwaysOdd)
  }

  /// The escaped bytes that the slow reading must judge: digits, `x`, and the dot of `\.`.
  private func strangeEscapes(_ escaped: UInt64, at block: Int) -> UInt64 {
    var pending = escaped
    var strange: UInt64 = 0
    while pending != 0 {
      let at = block &+ pending.trailingZeroBitCount
      if at < bytes.count, !Self.isCopyEscape(bytes[at]) { strange |= pending & (0 &- pending) }
      pending &= pending &- 1
    }
    return strange
  }

  /// Sets the borders of the values that end in a block, and finishes the records.
  @inline(__always)
  private mutating func take(
    _ separators: UInt64, _ masks: BlockMasks, at block: Int, isOdd: Bool, cursor: inout Cursor,
    log: inout DiagnosticLog, visit: (borrowing DumpRow) -> Void
  ) {
    cursor.isOdd = cursor.isOdd || isOdd
    cursor.isHigh = cursor.isHigh || masks.high != 0
    var pending = separators
    while pending != 0 {
      let bit = UInt64(truncatingIfNeeded: pending.trailingZeroBitCount)
      let at = block &+ Int(truncatingIfNeeded: bit)
      pending &= pending &- 1
      setBounds(cursor.field, cursor.fieldStart, at)
      cursor.field &+= 1
      cursor.fieldStart = at &+ 1
      guard masks.lineFeeds &>> bit & 1 != 0 else { continue }
      let record = unsafe Range(uncheckedBounds: (cursor.recordStart, at))
      if cursor.field == columnCount, !cursor.isOdd {
        admit(record, isHigh: cursor.isHigh, log: &log, visit: visit)
      } else {
        finishOdd(record, hasLineEnd: true, log: &log, visit: visit)
      }
      cursor = Cursor(
        recordStart: at &+ 1, fieldStart: at &+ 1, field: 0, isOdd: isOdd,
        isHigh: masks.high != 0)
    }
  }
}
