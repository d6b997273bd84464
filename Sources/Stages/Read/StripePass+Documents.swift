import Bytes
import Diagnostics
import JSON
import Reconciliation

extension StripePass {
  /// Reads values that follow each other in any form, each over as many lines as it likes.
  mutating func readDocuments(from start: Int, reader: inout JSONReader, _ visit: Visit) {
    var search = ExtentSearch(piece)
    var at = JSONExtent.skipBlanks(of: piece, from: start)
    while at < piece.count {
      let end = documentEnd(from: at, &search, reader: &reader, visit)
      at = JSONExtent.skipBlanks(of: piece, from: max(end, at + 1))
    }
  }

  /// Reads the value at an offset; the offset after it, or after what was given up.
  private mutating func documentEnd(
    from start: Int, _ search: inout ExtentSearch, reader: inout JSONReader, _ visit: Visit
  ) -> Int {
    guard piece[start].opensContainer else {
      let end = textEnd(from: start)
      rejectText(start..<end, after: nil)
      return end
    }
    let next = DocumentMarker.next(in: piece, after: start)
    let end = search.end(from: start, before: next)
    if let end, reader.read(piece[start..<end]) == nil {
      sort(reader.root, Place(base: start), .bare, visit)
      return end
    }
    let limit = end ?? piece.count
    if BrokenList(piece[start..<limit]) != nil {
      readDocument(start..<limit, reader: &reader, visit)
      return limit
    }
    let stop = min(limit, next ?? limit)
    readDocument(start..<stop, reader: &reader, visit)
    return stop
  }

  /// Where a stretch that is no container ends: with its line, or where a container opens.
  private func textEnd(from start: Int) -> Int {
    var at = start + 1
    while at < piece.count, piece[at] != 0x0A, !piece[at].opensContainer { at += 1 }
    return at
  }

  /// Refuses a text that is not JSON at all.
  mutating func rejectText(_ extent: Extent, after fault: JSONFault?) {
    if ListenText.isLine(piece[extent]) {
      let help = "use stripe listen --format json, or list the events"
      return reject(
        .stripeListenText, "a line names an event but does not hold it", extent, help: help)
    }
    let fault = fault ?? JSONFault(.jsonUnexpectedByte, "a value should stand here", at: 0)
    reject(fault.code, fault.message, extent, at: extent.lowerBound + fault.offset)
  }
}

/// What `stripe listen` prints when it is not asked for JSON.
enum ListenText {
  /// Whether a line starts with a date and has an arrow: `2026-01-31 12:00:00   --> type [evt_…]`.
  static func isLine(_ line: ByteView) -> Bool {
    let pattern: StaticString = "dddd-dd-dd"
    guard line.count > pattern.utf8CodeUnitCount else { return false }
    for offset in 0..<pattern.utf8CodeUnitCount {
      let isDash = line[offset] == UInt8(ascii: "-")
      let isDigit = line[offset] &- UInt8(ascii: "0") < 10
      guard unsafe pattern.utf8Start[offset] == UInt8(ascii: "-") ? isDash : isDigit else {
        return false
      }
    }
    for offset in 10..<max(10, line.count - 2) {
      let arrow = line[offset..<offset + 3]
      if arrow.equals("-->") || arrow.equals("<--") { return true }
    }
    return false
  }
}

/// The start of a document after a broken one: a bracket at the start of a line.
enum DocumentMarker {
  /// The first after an offset.
  static func next(in bytes: ByteView, after start: Int) -> Int? {
    var at = start
    while true {
      at = JSONExtent.endOfLine(of: bytes, from: at) + 1
      guard at < bytes.count else { return nil }
      if bytes[at].opensContainer { return at }
    }
  }
}

/// Looks for the ends of values in a text that may be broken, without ever costing the square of
/// its length.
struct ExtentSearch {
  private let bytes: ByteView
  /// How many more bytes may be looked at for values that reach beyond the next marker.
  private var budget: Int

  init(_ bytes: ByteView) {
    self.bytes = bytes
    budget = 1 << 20 + 8 * bytes.count
  }

  /// The offset after the value at `start`: the one that ends before the marker, else any.
  mutating func end(from start: Int, before marker: Int?) -> Int? {
    if let marker, let end = JSONExtent.end(of: bytes[0..<marker], from: start) { return end }
    guard budget > 0 else { return nil }
    let end = JSONExtent.end(of: bytes, from: start)
    budget -= (end ?? bytes.count) - start
    return end
  }
}
