/// A Swift text taken apart into code and comments, so that a word that is found is what it seems.
///
/// Both parts keep the lines and columns of the whole: what belongs to the other part, and what is
/// inside a literal or a raw identifier, is blank. An interpolation inside a literal is code.
struct SwiftText: Sendable {
  /// The lines as they are.
  let lines: [String]
  /// The lines with comments and the insides of literals blanked.
  let code: [String]
  /// The lines with everything but comments blanked.
  let comments: [String]
  /// The numbers, counted from one, of the lines that begin inside a literal of several lines.
  let literalLineNumbers: Set<Int>
  /// The words and signs of the code, in order.
  let tokens: [Token]

  /// Takes a text apart.
  init(_ text: String) {
    var mask = Mask(Array(text.utf8))
    mask.run()
    lines = Self.lines(of: mask.text)
    code = Self.lines(of: mask.code)
    comments = Self.lines(of: mask.comments)
    literalLineNumbers = mask.literalLineNumbers
    tokens = code.enumerated().flatMap { index, line in
      Token.words(of: line).map { Token(text: $0, lineNumber: index + 1) }
    }
  }

  /// A final line feed ends the last line; it begins no further one.
  private static func lines(of bytes: [UInt8]) -> [String] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// One walk over a text that knows at each byte what it is in.
private struct Mask {
  /// What surrounds the current byte.
  enum Frame {
    /// Code; in an interpolation, with so many parentheses open.
    case code(openParentheses: Int)
    /// A literal that ends with one quote or three, and so many number signs.
    case literal(quoteCount: Int, signCount: Int)
  }

  let text: [UInt8]
  private(set) var code: [UInt8]
  private(set) var comments: [UInt8]
  private(set) var literalLineNumbers: Set<Int> = []
  private var offset = 0
  private var frames: [Frame] = [.code(openParentheses: 0)]

  init(_ text: [UInt8]) {
    self.text = text
    code = text.map { $0 == 0x0A ? 0x0A : 0x20 }
    comments = code
  }

  mutating func run() {
    while offset < text.count {
      switch frames[frames.count - 1] {
      case .code(let open): stepInCode(open)
      case .literal(let quotes, let signs): stepInLiteral(quotes, signs)
      }
    }
  }

  private mutating func stepInCode(_ open: Int) {
    if isAt("//") {
      while offset < text.count, text[offset] != 0x0A { keepComment() }
    } else if isAt("/*") {
      skipBlockComment()
    } else if isAt("`") {
      keepCode()
      while offset < text.count, !isAt("`"), !isAt("\n") { offset += 1 }
      keepCode()
    } else if let (quotes, signs) = literalStart() {
      for _ in 0..<(quotes + signs) { keepCode() }
      frames.append(.literal(quoteCount: quotes, signCount: signs))
    } else {
      countParentheses(open)
      keepCode()
    }
  }

  private mutating func countParentheses(_ open: Int) {
    if isAt("(") {
      frames[frames.count - 1] = .code(openParentheses: open + 1)
    } else if isAt(")") {
      frames.removeLast()
      if open > 0 || frames.isEmpty { frames.append(.code(openParentheses: open - 1)) }
    }
  }

  private mutating func stepInLiteral(_ quotes: Int, _ signs: Int) {
    let end = String(repeating: "\"", count: quotes) + String(repeating: "#", count: signs)
    let escape = "\\" + String(repeating: "#", count: signs)
    if isAt(escape + "(") {
      offset += escape.utf8.count
      keepCode()
      frames.append(.code(openParentheses: 0))
    } else if isAt(escape) {
      offset += escape.utf8.count + 1
    } else if isAt(end) {
      for _ in end.utf8 { keepCode() }
      frames.removeLast()
    } else {
      offset += 1
    }
    if text[offset - 1] == 0x0A {
      literalLineNumbers.insert(text[..<offset].count { $0 == 0x0A } + 1)
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if isAt("/*") {
        depth += 1
        keepComment()
      } else if isAt("*/") {
        depth -= 1
        keepComment()
      }
      keepComment()
    } while depth > 0 && offset < text.count
  }

  /// How many quotes and number signs begin a literal here; nil where none begins.
  private func literalStart() -> (quotes: Int, signs: Int)? {
    var signs = 0
    while offset + signs < text.count, text[offset + signs] == 0x23 { signs += 1 }
    let rest = text[(offset + signs)...]
    guard rest.first == 0x22 else { return nil }
    return (rest.starts(with: "\"\"\"".utf8) ? 3 : 1, signs)
  }

  private func isAt(_ word: String) -> Bool { text[offset...].starts(with: word.utf8) }

  private mutating func keepCode() {
    guard offset < text.count else { return }
    code[offset] = text[offset]
    offset += 1
  }

  private mutating func keepComment() {
    guard offset < text.count else { return }
    comments[offset] = text[offset]
    offset += 1
  }
}
