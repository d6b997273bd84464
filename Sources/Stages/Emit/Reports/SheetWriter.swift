import Billing
import Bytes
import Revenue

/// Writes CSV that people open in a spreadsheet: RFC 4180 with line feeds, and nothing in it runs.
///
/// A spreadsheet takes a field that begins like a formula for one, quoted or not; such a text gets
/// an apostrophe in front. Every text stands in quotes, because programs of some countries split
/// at semicolons; plain decimal numbers and ISO dates do not, so that they sort and add up.
struct SheetWriter {
  /// Everything written so far.
  private(set) var bytes: [UInt8]
  private var isRecordStart = true

  /// Begins with a line of names.
  init(columns: [SheetColumn]) {
    bytes = Array((columns.map(\.name).joined(separator: ",") + "\n").utf8)
  }

  /// Begins in the middle, without names.
  init() { bytes = [] }

  /// Adds a field without a value: nothing at all between its commas.
  mutating func empty() { separate() }

  /// Adds a text, or nothing.
  mutating func text(_ text: String?) {
    separate()
    guard var text else { return }
    text.withUTF8 { unsafe write(ByteView($0)) }
  }

  /// Adds a text among symbols; nothing for the empty one.
  mutating func text(_ symbol: Symbol, of symbols: Symbols) {
    separate()
    if symbol != .empty { symbols.withView(of: symbol) { write($0) } }
  }

  private mutating func write(_ text: ByteView) {
    if Self.isPlainNumber(text) || Self.isDate(text) {
      unsafe bytes.append(contentsOf: text.buffer)
    } else {
      quoted(text, isGuarded: Self.mayMislead(text))
    }
  }

  /// Adds a whole number, or nothing.
  mutating func integer(_ number: (some FixedWidthInteger)?) {
    separate()
    guard let number else { return }
    if let number = Int64(exactly: number) {
      bytes.append(decimal: number)
    } else {
      bytes.append(contentsOf: String(number).utf8)
    }
  }

  /// Adds an amount of smallest units in whole ones, with so many digits behind the point.
  mutating func amount(_ amount: Int64, places: Int) {
    separate()
    bytes.append(decimal: amount, places: places)
  }

  /// Adds a month, as `2026-01`.
  mutating func month(_ month: CalendarMonth) {
    separate()
    bytes.append(month)
  }

  /// Adds a day, as `2026-01-15`.
  mutating func day(_ day: CalendarDay) {
    guard day.hasFourDigitYear else { return text(day.text) }
    separate()
    bytes.append(day)
  }

  /// Adds an instant, as `2026-01-15T06:00:00Z`.
  mutating func instant(_ time: Timestamp) {
    guard CalendarDay(time).hasFourDigitYear else { return text(time.iso) }
    separate()
    bytes.append(iso: time)
  }

  /// Adds the name of an entry of the journal.
  mutating func entry(_ fingerprint: UInt64) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(entry: fingerprint)
    bytes.append(UInt8(ascii: "\""))
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
    bytes.append(contentsOf: word.utf8)
  }

  private mutating func separate() {
    if !isRecordStart { bytes.append(UInt8(ascii: ",")) }
    isRecordStart = false
  }

  private mutating func quoted(_ text: ByteView, isGuarded: Bool) {
    let quote = UInt8(ascii: "\"")
    bytes.append(quote)
    if isGuarded { bytes.append(UInt8(ascii: "'")) }
    var start = 0
    let isPlain = unsafe !text.buffer.contains { $0 == quote || $0 == 0 }
    for place in 0..<(isPlain ? 0 : text.count) where text[place] == quote || text[place] == 0 {
      unsafe bytes.append(contentsOf: text[start..<place].buffer)
      start = place + 1
      // No reader of CSV agrees with another about a zero byte.
      bytes.append(contentsOf: (text[place] == 0 ? "\u{FFFD}" : "\"\"").utf8)
    }
    unsafe bytes.append(contentsOf: text[start..<text.count].buffer)
    bytes.append(quote)
  }

  /// Whether a text could be taken for a formula, or for one of the writer's own words in `‹›`.
  private static func mayMislead(_ text: ByteView) -> Bool {
    guard text.count > 0 else { return false }
    switch text[0] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): return true
    case 0x21..<0x7F: return false
    default:
      let text = text.text
      return mayRun(text) || text.unicodeScalars.first == "‹"
    }
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
  private static func isPlainNumber(_ text: ByteView) -> Bool {
    let start = text.count > 0 && text[0] == UInt8(ascii: "-") ? 1 : 0
    guard 1...15 ~= text.count - start, isDigit(text[start]) else { return false }
    var end = start
    while end < text.count, isDigit(text[end]) { end += 1 }
    let isPadded = end - start > 1 && text[start] == UInt8(ascii: "0")
    guard !isPadded, end < text.count else { return !isPadded }
    guard text[end] == UInt8(ascii: "."), end + 1 < text.count else { return false }
    return (end + 1..<text.count).allSatisfy { isDigit(text[$0]) }
  }

  /// Whether a text is a date, or an instant as reports write it.
  private static func isDate(_ text: ByteView) -> Bool {
    guard text.count >= 10, text[4] == UInt8(ascii: "-") else { return false }
    return dateShapes.contains { shape in
      guard shape.utf8CodeUnitCount == text.count else { return false }
      return (0..<text.count).allSatisfy { place in
        let wanted = unsafe shape.utf8Start[place]
        return wanted == UInt8(ascii: "0") ? isDigit(text[place]) : text[place] == wanted
      }
    }
  }

  private static let dateShapes: [StaticString] = [
    "0000-00-00", "0000-00-00T00:00:00Z", "0000-00-00T00:00:00.000Z",
    "0000-00-00T00:00:00.000000Z",
  ]

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }
}

extension CalendarDay {
  /// Whether its text has the usual form: it lies in the years 0 to 9999.
  fileprivate var hasFourDigitYear: Bool {
    CalendarDay(CalendarMonth(number: 0), day: 1) <= self
      && self < CalendarDay(CalendarMonth(number: 10_000 * 12), day: 1)
  }
}
