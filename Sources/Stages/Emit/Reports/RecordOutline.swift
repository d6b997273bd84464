/// A record with its values taken out: brackets, separators and the names of members are left.
///
/// It reads anything, also what is damaged: it is there to show where a record went wrong.
struct RecordOutline {
  /// A stretch of the record and what is shown for it.
  private struct Part {
    var range: Range<Int>
    var text: [Unicode.Scalar]
  }

  private var parts: [Part] = []
  private let byteCount: Int

  init(_ bytes: [UInt8]) {
    byteCount = bytes.count
    let first = bytes.first { $0 != UInt8(ascii: " ") }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    let marks = Array((isJSON ? "{}[]:, " : ",;\t|").utf8)
    var at = 0
    while at < bytes.count {
      let start = at
      if bytes[at] == UInt8(ascii: "\"") {
        at = Self.endOfString(bytes, from: at, isJSON: isJSON)
        addString(bytes, start..<at, isName: isJSON && Self.isName(bytes, start..<at))
      } else if marks.contains(bytes[at]) {
        at += 1
        add(start..<at, bytes[start] == UInt8(ascii: "\t") ? "⇥" : Self.text(bytes[start..<at]))
      } else {
        while at < bytes.count, !marks.contains(bytes[at]), bytes[at] != UInt8(ascii: "\"") {
          at += 1
        }
        let word = Self.text(bytes[start..<at])
        let isWord = isJSON && ["true", "false", "null"].contains(word)
        add(start..<at, isWord ? word : Self.count(at - start))
      }
    }
  }

  /// The outline and, under it, carets below a range of the record; at most 76 columns.
  func lines(marking range: Range<Int>) -> [String] {
    var shown: [Unicode.Scalar] = []
    var caret: Range<Int>?
    for part in parts {
      let start = shown.count
      shown += part.text
      let isMarked = part.range.contains(range.lowerBound) || part.range.overlaps(range)
      if isMarked { caret = (caret?.lowerBound ?? start)..<shown.count }
    }
    // A remark about the end of the record points behind it.
    let marked = caret ?? shown.count..<shown.count + 1
    return Self.window(shown, around: marked)
  }

  private static func window(_ shown: [Unicode.Scalar], around marked: Range<Int>) -> [String] {
    let limit = 76
    let start = shown.count <= limit ? 0 : max(0, min(marked.lowerBound - 30, shown.count - limit))
    let end = min(shown.count, start + limit)
    var excerpt = Array(shown[start..<end])
    if start > 0 { excerpt[0] = "…" }
    if end < shown.count { excerpt[excerpt.count - 1] = "…" }
    let column = marked.lowerBound - start
    let width = max(1, min(marked.upperBound - start, limit) - column)
    var line = String.UnicodeScalarView()
    line.append(contentsOf: excerpt)
    return [
      String(line), String(repeating: " ", count: column) + String(repeating: "^", count: width),
    ]
  }

  private mutating func add(_ range: Range<Int>, _ text: String) {
    parts.append(Part(range: range, text: Array(PlainText.shown(text).unicodeScalars)))
  }

  private mutating func addString(_ bytes: [UInt8], _ range: Range<Int>, isName: Bool) {
    if isName { return add(range, Self.text(bytes[range])) }
    let isClosed = range.count > 1 && bytes[range.upperBound - 1] == UInt8(ascii: "\"")
    let inner = range.count - (isClosed ? 2 : 1)
    add(range, "\"" + Self.count(inner) + (isClosed ? "\"" : ""))
  }

  private static func endOfString(_ bytes: [UInt8], from start: Int, isJSON: Bool) -> Int {
    var at = start + 1
    while at < bytes.count {
      if isJSON, bytes[at] == UInt8(ascii: "\\") {
        at += 2
      } else if bytes[at] == UInt8(ascii: "\"") {
        guard !isJSON, at + 1 < bytes.count, bytes[at + 1] == bytes[at] else {
          return at + 1
        }
        at += 2
      } else {
        at += 1
      }
    }
    return bytes.count
  }

  /// Whether a string is the name of a member: a colon follows, and it is a short plain word.
  ///
  /// Objects whose names are data, addresses for example, are taken for values.
  private static func isName(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard bytes[range.upperBound...].first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: ":"),
      3...64 ~= range.count
    else { return false }
    return bytes[range].dropFirst().dropLast().allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      }
    }
  }

  private static func count(_ byteCount: Int) -> String {
    byteCount == 0 ? "" : byteCount == 1 ? "‹1 byte›" : "‹\(byteCount) bytes›"
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
