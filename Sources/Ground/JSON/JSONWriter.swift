public import Bytes

/// Writes compact JSON: the same calls give the same bytes, without blanks.
///
/// The caller keeps the order of members and the balance of brackets; the writer the commas.
public struct JSONWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Creates a writer that has written nothing.
  public init() {}

  /// Forgets what was written, and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Starts an object.
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }
  /// Ends the innermost object.
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  /// Starts an array.
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }
  /// Ends the innermost array.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes the name of a member; its value is next.
  public mutating func key(_ name: StaticString) {
    unsafe key(ByteView(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  /// Writes the name of a member, given as UTF-8; its value is next.
  public mutating func key(_ name: ByteView) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes the name of a member; its value is next.
  public mutating func key(_ name: String) {
    var name = name
    name.withUTF8 { unsafe key(ByteView($0)) }
  }

  /// Writes a string, given as UTF-8.
  ///
  /// Quotes, backslashes and control characters are escaped, the latter by their short form where
  /// there is one; everything else is written as it is.
  public mutating func string(_ text: ByteView) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var run = 0
    for offset in 0..<text.count where Self.mustEscape(text[offset]) {
      unsafe bytes.append(contentsOf: text[run..<offset].buffer)
      escape(text[offset])
      run = offset + 1
    }
    unsafe bytes.append(contentsOf: text[run..<text.count].buffer)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a string.
  public mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { unsafe string(ByteView($0)) }
  }

  /// Writes an integer.
  public mutating func integer(_ value: some FixedWidthInteger) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Writes a number whose text is known; the caller knows that it is a JSON number.
  public mutating func number(_ text: ByteView) {
    separate()
    unsafe bytes.append(contentsOf: text.buffer)
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

  /// Writes `null`.
  public mutating func null() { word("null") }

  /// Writes a value that was read, compactly: members in their order, numbers as they were
  /// written, strings with only the escapes they need.
  public mutating func value(_ value: JSONValue) {
    var open: [(end: Int, bracket: UInt8)] = []
    var at = value.index
    repeat {
      let place = value.sibling(at)
      at += 1
      switch place.kindOrName {
      case nil: key(place)
      case .object where place.memberCount > 0:
        beginObject()
        open.append((Int(place.node.link), UInt8(ascii: "}")))
      case .array where place.elementCount > 0:
        beginArray()
        open.append((Int(place.node.link), UInt8(ascii: "]")))
      case .string: string(place)
      case .object: word("{}")
      case .array: word("[]")
      case .number, .true, .false, .null: number(place.bytes)
      }
      while let last = open.last, last.end == at {
        open.removeLast()
        end(last.bracket)
      }
    } while !open.isEmpty
  }

  private mutating func key(_ place: JSONValue) {
    string(place)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func string(_ place: JSONValue) {
    var scratch: [UInt8] = []
    defer { withExtendedLifetime(scratch) {} }
    let quoted = place.bytes
    string(
      place.node.isMarked ? place.unescaped(into: &scratch) : quoted[1..<quoted.count - 1])
  }

  private mutating func begin(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func end(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func word(_ word: StaticString) {
    unsafe number(ByteView(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private static func mustEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0..<0x20:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(contentsOf: [UInt8(ascii: "0") + byte >> 4, Self.digit(byte & 0x0F)])
    default: bytes.append(byte)
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

extension JSONValue {
  /// The kind of a value; nil where the tape has the name of a member.
  var kindOrName: JSONKind? { node.word & 7 == JSONNode.nameKind ? nil : kind }
}
