import Bytes
import JSON

/// The rows of a list whose document is broken somewhere or too long to be read at once.
///
/// It cuts the text where rows seem to begin and end, without knowing that they do: each row is
/// read by itself afterwards. Where a row has no end, the next one is found by its beginning,
/// which rows of one list have in common.
struct BrokenList {
  /// What stands next in the list.
  enum Step {
    /// A stretch that may be a row.
    case row(Range<Int>)
    /// A stretch that is none.
    case rubbish(Range<Int>)
    /// The list is closed.
    case end
    /// The text ends inside the list.
    case cut
  }

  private let bytes: ByteView
  private var at: Int
  private var search: ExtentSearch
  private var marker: RowMarker
  private var isAfterRow = false
  /// What the page says about more pages, where it can be made out.
  private(set) var hasMore: Bool?
  /// Whether the list is the `data` of a page.
  let isPage: Bool

  /// Finds the list in a document: an array, or the array `data` of a page; nil if there is none.
  init?(_ document: ByteView) {
    guard document.count > 0, document[0].opensContainer else { return nil }
    bytes = document
    search = ExtentSearch(document)
    isPage = document[0] == UInt8(ascii: "{")
    at = 1
    marker = RowMarker(in: document, listStart: 1)
    if isPage {
      guard readMembers() else { return nil }
      marker = RowMarker(in: document, listStart: at)
    }
  }

  /// The next stretch.
  mutating func step() -> Step {
    skipBlanks()
    if isAfterRow, at < bytes.count, bytes[at] == UInt8(ascii: ",") {
      at += 1
      skipBlanks()
    }
    isAfterRow = false
    guard at < bytes.count else { return .cut }
    let start = at
    let next = marker.next(after: start)
    if bytes[start] == UInt8(ascii: "]") {
      guard let next else {
        at += 1
        if isPage { _ = readMembers() }
        return .end
      }
      return give(up: start, to: next)
    }
    if let end = search.end(from: start, before: next), end > start, isRowEnd(end) {
      at = end
      isAfterRow = true
      return .row(start..<end)
    }
    return give(up: start, to: next ?? nextSeparator(after: start))
  }

  /// Takes back a row that proved to be broken: it may have swallowed others.
  mutating func takeBack(_ row: Range<Int>) -> Range<Int> {
    if let next = marker.next(after: row.lowerBound), next < row.upperBound {
      at = next
      isAfterRow = false
      return row.lowerBound..<next
    }
    return row
  }

  private mutating func give(up start: Int, to end: Int) -> Step {
    at = end
    isAfterRow = end < bytes.count && bytes[end] == UInt8(ascii: ",")
    return .rubbish(start..<end)
  }

  /// Whether what follows a value could follow a row.
  private func isRowEnd(_ end: Int) -> Bool {
    let next = JSONExtent.skipBlanks(of: bytes, from: end)
    guard next < bytes.count else { return true }
    return bytes[next] == UInt8(ascii: ",") || bytes[next] == UInt8(ascii: "]")
  }

  private func nextSeparator(after start: Int) -> Int {
    var end = start + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: ","), bytes[end] != UInt8(ascii: "]") {
      end += 1
    }
    return end
  }

  private mutating func skipBlanks() { at = JSONExtent.skipBlanks(of: bytes, from: at) }

  /// Reads members of the page up to the start of its list, noting what they say; false if the
  /// text ends or makes no sense before.
  private mutating func readMembers() -> Bool {
    while true {
      skipBlanks()
      if at < bytes.count, bytes[at] == UInt8(ascii: ",") {
        at += 1
        skipBlanks()
      }
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\""),
        let nameEnd = JSONExtent.endOfString(of: bytes, from: at)
      else { return false }
      let name = bytes[at..<nameEnd]
      at = nameEnd
      skipBlanks()
      guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return false }
      at += 1
      skipBlanks()
      guard at < bytes.count else { return false }
      if name.equals("\"data\"") {
        guard bytes[at] == UInt8(ascii: "[") else { return false }
        at += 1
        return true
      }
      guard let end = JSONExtent.end(of: bytes, from: at), end > at else { return false }
      if name.equals("\"has_more\"") { hasMore = bytes[at..<end].equals("true") }
      at = end
    }
  }
}
