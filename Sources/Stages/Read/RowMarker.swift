import Bytes
import JSON

/// How the rows of one list begin, to find the next one after a broken one.
///
/// A row begins as an event does; or alone on a line as far in as the list's first row; or with
/// the same bytes as the first object in the list, up to its first value, and if that is an id,
/// up to the id's prefix. Never after a colon: that would be a member of something.
struct RowMarker {
  private let bytes: ByteView
  private let start: ByteView
  /// The line feed and blanks before the first row, where rows have lines of their own.
  private let indentation: ByteView
  /// The answer to the last question, which holds for every offset up to it.
  private var known: (from: Int, next: Int?)?

  init(in bytes: ByteView, listStart: Int) {
    self.bytes = bytes
    let first = JSONExtent.skipBlanks(of: bytes, from: listStart)
    var line = first
    while line > listStart, line == first || bytes[line] != 0x0A { line -= 1 }
    indentation = line < first && bytes[line] == 0x0A ? bytes[line..<first] : bytes[0..<0]
    var row = first
    while row < bytes.count, bytes[row] != UInt8(ascii: "{") { row += 1 }
    start = Self.start(in: bytes, at: row)
  }

  /// Where the next row begins after an offset.
  mutating func next(after offset: Int) -> Int? {
    if let known, known.from <= offset, known.next.map({ $0 > offset }) ?? true {
      return known.next
    }
    var at = offset + 1
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "{"), isRow(at) { break }
      at += 1
    }
    let next = at < bytes.count ? at : nil
    known = (offset, next)
    return next
  }

  private func isRow(_ at: Int) -> Bool {
    var before = at - 1
    while before >= 0, bytes[before] <= 0x20 { before -= 1 }
    if before >= 0, bytes[before] == UInt8(ascii: ":") { return false }
    return has(start, at: at) || has(indentation, at: at - indentation.count)
      || isEvent(at, "\"id\"", "\"evt_") || isEvent(at, "\"object\"", "\"event\"")
      || isEvent(at, "\"api_version\"", "")
  }

  /// Whether a text, which must not be empty, stands at an offset.
  private func has(_ text: ByteView, at place: Int) -> Bool {
    guard text.count > 0, place >= 0, place + text.count <= bytes.count else { return false }
    for offset in 0..<text.count where bytes[place + offset] != text[offset] { return false }
    return true
  }

  private func isEvent(_ start: Int, _ name: StaticString, _ value: StaticString) -> Bool {
    var at = JSONExtent.skipBlanks(of: bytes, from: start + 1)
    guard bytes[at..<bytes.count].hasPrefix(name) else { return false }
    at = JSONExtent.skipBlanks(of: bytes, from: at + name.utf8CodeUnitCount)
    guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return false }
    at = JSONExtent.skipBlanks(of: bytes, from: at + 1)
    return bytes[at..<bytes.count].hasPrefix(value)
  }

  /// The beginning of a row; empty where there is no object with a member.
  private static func start(in bytes: ByteView, at row: Int) -> ByteView {
    let none = bytes[0..<0]
    let name = JSONExtent.skipBlanks(of: bytes, from: row + 1)
    guard name < bytes.count, bytes[name] == UInt8(ascii: "\""),
      let nameEnd = JSONExtent.endOfString(of: bytes, from: name), nameEnd < bytes.count
    else { return none }
    let colon = JSONExtent.skipBlanks(of: bytes, from: nameEnd)
    guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else { return none }
    let value = JSONExtent.skipBlanks(of: bytes, from: colon + 1)
    guard value < bytes.count, bytes[value] == UInt8(ascii: "\"") else {
      return bytes[row..<value]
    }
    for at in value..<min(value + 24, bytes.count) where bytes[at] == UInt8(ascii: "_") {
      return bytes[row..<at + 1]
    }
    return bytes[row..<value]
  }
}
