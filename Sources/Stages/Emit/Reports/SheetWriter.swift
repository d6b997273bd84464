/// Writes CSV that people open in a spreadsheet: RFC 4180 with line feeds, and nothing in it runs.
///
/// A spreadsheet takes a field that begins like a formula for one, quoted or not; such a text gets
/// an apostrophe in front. Every text stands in quotes, because programs of some countries split
/// at semicolons; plain decimal numbers and ISO dates do not, so that they sort and add up.
struct SheetWriter {
  /// Everything written so far.
  private(set) var bytes: [UInt8]
  private var isRecordStart = true

  /// Begins with a line of names, which are plain words.
  init(columns: [String]) { bytes = Array((columns.joined(separator: ",") + "\n").utf8) }

  /// Adds a field without a value: nothing at all between its commas.
  mutating func empty() { separate() }

  /// Adds a text, or nothing.
  mutating func text(_ text: String?) {
    separate()
    guard let text else { return }
    let value = Array(text.utf8)
    if Self.isPlainNumber(value) || Self.isDate(value) {
      bytes += value
    } else {
      quoted(value, isGuarded: Self.mayRun(text) || text.unicodeScalars.first == "‹")
    }
  }

  /// Adds a whole number, or nothing.
  mutating func integer(_ number: (some FixedWidthInteger)?) {
    separate()
    if let number { bytes += Array(String(number).utf8) }
  }

  /// Adds a value; `‹null›` and the other words in these marks are the writer's own, never a text.
  mutating func value(_ value: ShownValue) {
    switch value {
    case .null: marker("‹null›")
    case .flag(let flag): marker(flag ? "true" : "false")
    case .integer(let number): integer(number)
    case .time(let iso): text(iso)
    case .text(let text): self.text(text)
    case .marker(let word): marker(word)
    }
  }

  /// Ends the record.
  mutating func endRecord() {
    bytes.append(0x0A)
    isRecordStart = true
  }

  private mutating func marker(_ word: String) {
    separate()
    bytes += Array(word.utf8)
  }

  private mutating func separate() {
    if !isRecordStart { bytes.append(UInt8(ascii: ",")) }
    isRecordStart = false
  }

  private mutating func quoted(_ value: [UInt8], isGuarded: Bool) {
    let quote = UInt8(ascii: "\"")
    bytes.append(quote)
    if isGuarded { bytes.append(UInt8(ascii: "'")) }
    for byte in value {
      if byte == quote { bytes.append(quote) }
      // No reader of CSV agrees with another about a zero byte.
      if byte == 0 { bytes += Array("\u{FFFD}".utf8) } else { bytes.append(byte) }
    }
    bytes.append(quote)
  }

  /// Whether a text, blanks at its start aside, begins as formulas do.
  ///
  /// Source: OWASP, “CSV Injection”: the signs, and their full-width forms.
  private static func mayRun(_ text: String) -> Bool {
    let isBlank: (Unicode.Scalar) -> Bool = {
      $0.properties.isWhitespace && $0.value >= 0x20 && $0.value != 0x85
        || $0.value == 0x200B || $0.value == 0xFEFF
    }
    guard let first = text.unicodeScalars.first(where: { !isBlank($0) }) else { return false }
    switch first {
    case "=", "+", "-", "@", "＝", "＋", "－", "＠", "−", "﹢", "﹣", "﹦", "﹫": return true
    default: return first.value < 0x20 || first.value == 0x85
    }
  }

  /// Whether a text is a decimal number that a spreadsheet neither rounds nor rewrites.
  private static func isPlainNumber(_ text: [UInt8]) -> Bool {
    let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
    let parts = digits.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard digits.count <= 15, let whole = parts.first, !whole.isEmpty else { return false }
    let isPadded = whole.count > 1 && whole.first == UInt8(ascii: "0")
    return !isPadded && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
  }

  /// Whether a text is a date, or an instant as reports write it.
  private static func isDate(_ text: [UInt8]) -> Bool {
    let shape = text.map { isDigit($0) ? UInt8(ascii: "0") : $0 }
    return dateShapes.contains { shape.elementsEqual($0.utf8) }
  }

  private static let dateShapes = [
    "0000-00-00", "0000-00-00T00:00:00Z", "0000-00-00T00:00:00.000Z",
    "0000-00-00T00:00:00.000000Z",
  ]

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }
}
