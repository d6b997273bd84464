import Bytes

/// Walks through an SQL script without understanding more of it than where things end.
///
/// Strings, quoted names, dollar quotes and comments are passed as a whole, so that nothing a row
/// or a function body says can look like a statement.
struct SQLScan {
  let bytes: ByteView
  /// Whether a backslash escapes within every string, as in MySQL.
  let hasBackslashes: Bool
  /// The next byte to read.
  var at: Int

  init(_ bytes: ByteView, escape: DumpFormat.Escape, at: Int = 0) {
    self.bytes = bytes
    hasBackslashes = escape == .mysqlSQL
    self.at = at
  }

  var isAtEnd: Bool { at >= bytes.count }
  /// The next byte; zero at the end.
  var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

  /// Passes blanks and comments, and lines for psql between statements.
  mutating func skipTrivia() {
    while at < bytes.count {
      let following = at + 1 < bytes.count ? bytes[at + 1] : 0
      switch (bytes[at], following) {
      case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _): at += 1
      case (UInt8(ascii: "-"), UInt8(ascii: "-")), (UInt8(ascii: "\\"), _):
        at = bytes.offset(of: 0x0A, from: at)
      case (UInt8(ascii: "/"), UInt8(ascii: "*")): skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() {
    at += 2
    while at < bytes.count {
      at = bytes.offset(of: UInt8(ascii: "*"), from: at) + 1
      if next == UInt8(ascii: "/") {
        at += 1
        return
      }
    }
    at = bytes.count
  }

  /// Passes a byte if it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    skipTrivia()
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  /// Passes a keyword, in any case, if it comes next.
  mutating func take(_ keyword: StaticString) -> Bool {
    skipTrivia()
    let start = at
    guard let word = bareWord(), word.equalsIgnoringCase(keyword) else {
      at = start
      return false
    }
    return true
  }

  private mutating func bareWord() -> ByteView? {
    let start = at
    while at < bytes.count, Self.isWord(bytes[at]) { at += 1 }
    return at > start ? bytes[start..<at] : nil
  }

  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }

  /// Reads a name, in the quotes of any dialect or in none.
  mutating func name() -> [UInt8]? {
    skipTrivia()
    guard at < bytes.count else { return nil }
    let open = bytes[at]
    guard open == UInt8(ascii: "\"") || open == UInt8(ascii: "`") else { return bareWord()?.array }
    let start = at + 1
    guard skipQuoted(open) else { return nil }
    var name: [UInt8] = []
    Unescape.doubled(bytes[start..<at - 1], quote: open, into: &name)
    return name
  }

  /// Reads a name and the ones before it, divided by points.
  mutating func path() -> [[UInt8]]? {
    guard var path = name().map({ [$0] }) else { return nil }
    while next == UInt8(ascii: ".") {
      at += 1
      guard let name = name() else { return nil }
      path.append(name)
    }
    return path
  }

  /// Reads a list of names in parentheses; nil when there is none.
  mutating func names() -> [[UInt8]]? {
    let start = at
    var names: [[UInt8]] = []
    guard take(UInt8(ascii: "(")) else { return nil }
    repeat {
      guard let name = name() else {
        at = start
        return nil
      }
      names.append(name)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: ")")) else {
      at = start
      return nil
    }
    return names
  }

  /// Passes a string or quoted name at its opening quote; false when it does not end.
  mutating func skipQuoted(_ quote: UInt8) -> Bool {
    let isText = quote == UInt8(ascii: "'")
    let isEscaped = at > 0 && bytes[at - 1] | 0x20 == UInt8(ascii: "e")
    let isPrefix = isEscaped && (at < 2 || !Self.isWord(bytes[at - 2]))
    let escapes = isText && (hasBackslashes || isPrefix)
    at += 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if escapes, byte == UInt8(ascii: "\\") {
        at += 1
      } else if byte == quote {
        if next != quote || at >= bytes.count { return true }
        at += 1
      }
    }
    at = bytes.count
    return false
  }

  /// Passes everything up to and including the semicolon that ends a statement.
  mutating func skipStatement() {
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): _ = skipQuoted(byte)
      case UInt8(ascii: "$"): skipDollar()
      case UInt8(ascii: "-"), UInt8(ascii: "/"):
        let start = at
        skipTrivia()
        if at == start { at += 1 }
      case UInt8(ascii: ";"):
        at += 1
        return
      default: at += 1
      }
    }
  }

  /// Passes a text between `$tag$` and `$tag$`, or the dollar alone.
  private mutating func skipDollar() {
    let start = at
    at += 1
    while at < bytes.count, Self.isWord(bytes[at]), bytes[at] != UInt8(ascii: "$") { at += 1 }
    guard next == UInt8(ascii: "$"), start == 0 || !Self.isWord(bytes[start - 1]) else { return }
    let tag = bytes[start..<at + 1]
    at += 1
    at = bytes.offset(of: tag, from: at) + tag.count
  }
}

extension ByteView {
  /// Whether the bytes are those of an ASCII literal, in any case.
  func equalsIgnoringCase(_ literal: StaticString) -> Bool {
    guard count == literal.utf8CodeUnitCount else { return false }
    let other = unsafe literal.utf8Start
    for offset in 0..<count where unsafe self[offset] | 0x20 != other[offset] | 0x20 {
      return false
    }
    return true
  }

  /// The offset of the first occurrence at or after another offset; ``count`` when there is none.
  func offset(of needle: ByteView, from lower: Int) -> Int {
    var at = lower
    while at + needle.count <= count {
      at = offset(of: needle[0], from: at)
      guard at + needle.count <= count else { return count }
      if (0..<needle.count).allSatisfy({ self[at + $0] == needle[$0] }) { return at }
      at += 1
    }
    return count
  }

  /// The offset of the first occurrence of a literal; ``count`` when there is none.
  func offset(of literal: StaticString, from lower: Int) -> Int {
    unsafe offset(
      of: ByteView(start: literal.utf8Start, count: literal.utf8CodeUnitCount), from: lower)
  }
}
