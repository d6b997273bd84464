import Billing
import Bytes

/// The cells of a line; of a text, what would end a cell or a line is written as `%2C`.
struct ClosedCells {
  private var line = unsafe ByteView(UnsafeBufferPointer(start: nil, count: 0))
  private var ends: [Int] = []
  private var hasEscapes = false

  /// Takes a line, which must stay where it is as long as its cells are asked for.
  mutating func take(_ line: ByteView) {
    self.line = line
    ends.removeAll(keepingCapacity: true)
    hasEscapes = false
    for place in 0..<line.count {
      if line[place] == UInt8(ascii: ",") { ends.append(place) }
      if line[place] == UInt8(ascii: "%") { hasEscapes = true }
    }
    ends.append(line.count)
  }

  var count: Int { ends.count }

  subscript(cell: Int) -> ByteView { line[(cell == 0 ? 0 : ends[cell - 1] + 1)..<ends[cell]] }

  /// Lends what a cell says.
  func withText<Result>(_ cell: Int, _ body: (ByteView) -> Result) -> Result {
    let text = self[cell]
    guard hasEscapes, unsafe text.buffer.contains(UInt8(ascii: "%")) else { return body(text) }
    var plain: [UInt8] = []
    var rest = text.array[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
        plain.append(value)
        rest = rest.dropFirst(2)
      } else {
        plain.append(byte)
      }
    }
    return unsafe plain.withUnsafeBufferPointer { unsafe body(ByteView($0)) }
  }

  func number(_ cell: Int) -> Int64? {
    let digits = self[cell]
    let isBelowZero = digits.count > 0 && digits[0] == UInt8(ascii: "-")
    let first = isBelowZero ? 1 : 0
    guard 1...19 ~= digits.count - first else { return nil }
    var value: Int64 = 0
    for place in first..<digits.count {
      let digit = digits[place] &- UInt8(ascii: "0")
      guard digit < 10, value.append(digit: digit, isNegative: isBelowZero) else { return nil }
    }
    return value
  }

  func month(_ cell: Int) -> CalendarMonth? { CalendarMonth(self[cell]) }
}

/// Words that stand for values, found by their bytes.
struct ClosedWords<Value: Sendable>: Sendable {
  private var words = Symbols()
  private var values: [Value] = []

  init(_ pairs: [(word: String, value: Value)]) {
    for pair in pairs {
      _ = words.intern(pair.word)
      values.append(pair.value)
    }
  }

  subscript(word: ByteView) -> Value? {
    guard word.count > 0, let symbol = words.find(word) else { return nil }
    return values[Int(symbol.rawValue) - 1]
  }
}
