import Bytes

/// A value of an INSERT statement, taken apart.
struct SQLLiteral {
  private enum Form {
    /// A number or a keyword: its text is its value.
    case word
    /// Text in quotes, with or without backslashes that escape.
    case text(hasBackslashes: Bool)
    /// Two digits for each byte.
    case hex
    /// One digit for each bit, the highest first (MySQL).
    case bits
    /// The SQLite shell's `replace(replace('…','\r',char(13)),'\n',char(10))`.
    case replaced(count: Int)
    /// The SQLite shell's `unistr('…')`, with `\u` and four digits.
    case unistr
  }

  private let form: Form
  /// What stands between the quotes, or the digits, or the word.
  private let body: ByteView
  /// What follows the text of ``Form/replaced(count:)``.
  private let rest: ByteView

  /// Takes a literal apart; nil when it is none.
  init?(_ raw: ByteView, escape: DumpFormat.Escape) {
    let nothing = raw[raw.count..<raw.count]
    if Self.isWord(raw) {
      self.init(form: .word, body: raw, rest: nothing)
      return
    }
    let isMySQL = escape == .mysqlSQL
    if isMySQL, raw.count > 2, raw[0] == 0x30, raw[1] | 0x20 == UInt8(ascii: "x") {
      self.init(form: .hex, body: raw[2..<raw.count], rest: nothing)
      guard Self.isHex(body) else { return nil }
      return
    }
    if !isMySQL, raw.count > 8, raw[0..<8].equals("replace(") {
      guard let replaced = Self.replaced(raw) else { return nil }
      self = replaced
      return
    }
    var lower = 0
    while lower < raw.count, raw[lower] != UInt8(ascii: "'") { lower += 1 }
    var prefix = raw[0..<lower]
    let isUnistr = prefix.equals("unistr(")
    let end = isUnistr ? raw.count - 1 : raw.count
    while prefix.count > 0, prefix[prefix.count - 1] == 0x20 {
      prefix = prefix[0..<prefix.count - 1]
    }
    var scan = SQLScan(raw, escape: escape, at: lower)
    guard lower < raw.count, scan.skipQuoted(UInt8(ascii: "'")), scan.at == end,
      !isUnistr || raw[end] == UInt8(ascii: ")"),
      let form = isUnistr ? .unistr : Self.form(prefix, isMySQL: isMySQL)
    else { return nil }
    self.init(form: form, body: raw[lower + 1..<end - 1], rest: nothing)
    switch form {
    case .hex: guard Self.isHex(body) else { return nil }
    case .bits:
      for offset in 0..<body.count where body[offset] & 0xFE != 0x30 { return nil }
    case .word, .text, .replaced, .unistr: break
    }
  }

  /// What the letters before the quote mean.
  private static func form(_ prefix: ByteView, isMySQL: Bool) -> Form? {
    if prefix.count == 0 { return .text(hasBackslashes: isMySQL) }
    if prefix.equalsIgnoringCase("x") { return .hex }
    if prefix.equalsIgnoringCase("e"), !isMySQL { return .text(hasBackslashes: true) }
    if prefix.equalsIgnoringCase("n") { return .text(hasBackslashes: isMySQL) }
    if prefix.equalsIgnoringCase("b") { return isMySQL ? .bits : .text(hasBackslashes: false) }
    let isCharset = prefix[0] == UInt8(ascii: "_") && isMySQL
    return isCharset ? .text(hasBackslashes: true) : nil
  }

  /// Whether the bytes are NULL, a truth value or a number.
  private static func isWord(_ raw: ByteView) -> Bool {
    if raw.equalsIgnoringCase("null") || raw.equalsIgnoringCase("true") { return true }
    if raw.equalsIgnoringCase("false") { return true }
    var at = raw.count > 0 && raw[0] == UInt8(ascii: "-") ? 1 : 0
    var digits = 0
    func passDigits() {
      digits = 0
      while at < raw.count, raw[at] &- 0x30 < 10 {
        at += 1
        digits += 1
      }
    }
    passDigits()
    guard digits > 0 else { return false }
    if at < raw.count, raw[at] == UInt8(ascii: ".") {
      at += 1
      passDigits()
    }
    if at < raw.count, raw[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < raw.count, raw[at] == UInt8(ascii: "-") || raw[at] == UInt8(ascii: "+") { at += 1 }
      passDigits()
      guard digits > 0 else { return false }
    }
    return at == raw.count
  }

  private static func isHex(_ digits: ByteView) -> Bool {
    guard digits.count % 2 == 0 else { return false }
    for offset in 0..<digits.count where hexValue(digits[offset]) == nil { return false }
    return true
  }

  private static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - 0x57
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - 0x37
    default: nil
    }
  }
}

extension SQLLiteral {
  /// The value of a literal that needs no decoding.
  static func plain(_ raw: ByteView, escape: DumpFormat.Escape) -> ByteView? {
    let quote = UInt8(ascii: "'")
    guard raw.count > 1, raw[0] == quote else {
      return SQLScan.isWord(raw.count > 0 ? raw[raw.count - 1] : 0) && isWord(raw) ? raw : nil
    }
    let inner = raw[1..<raw.count - 1]
    let isEscaped = escape == .mysqlSQL && inner.contains(UInt8(ascii: "\\"))
    return isEscaped || inner.contains(quote) ? nil : inner
  }

  /// Adds the value of a literal; one that is none adds nothing.
  static func decode(_ raw: ByteView, escape: DumpFormat.Escape, into out: inout [UInt8]) {
    guard let literal = SQLLiteral(raw, escape: escape) else { return }
    let quote = UInt8(ascii: "'")
    switch literal.form {
    case .word: unsafe out.append(contentsOf: literal.body.buffer)
    case .text(hasBackslashes: false): Unescape.doubled(literal.body, quote: quote, into: &out)
    case .text(hasBackslashes: true): Unescape.mysql(literal.body, quote: quote, into: &out)
    case .hex: literal.decodeHex(into: &out)
    case .bits: literal.decodeBits(into: &out)
    case .replaced(let count): literal.decodeReplaced(count, into: &out)
    case .unistr: literal.decodeUnistr(into: &out)
    }
  }

  private func decodeHex(into out: inout [UInt8]) {
    for offset in stride(from: 0, to: body.count, by: 2) {
      let high = Self.hexValue(body[offset]) ?? 0
      let low = Self.hexValue(body[offset + 1]) ?? 0
      out.append(high << 4 | low)
    }
  }

  private func decodeBits(into out: inout [UInt8]) {
    var byte: UInt8 = 0
    for offset in 0..<body.count {
      byte = byte << 1 | body[offset] & 1
      if (body.count - offset) % 8 == 1 {
        out.append(byte)
        byte = 0
      }
    }
  }

  private func decodeUnistr(into out: inout [UInt8]) {
    var text: [UInt8] = []
    Unescape.doubled(body, quote: UInt8(ascii: "'"), into: &text)
    var at = 0
    while at < text.count {
      if text[at] == UInt8(ascii: "\\"), at + 5 < text.count, text[at + 1] == UInt8(ascii: "u") {
        let value = text[at + 2...at + 5].reduce(UInt32(0)) {
          $0 << 4 | UInt32(Self.hexValue($1) ?? 0)
        }
        out.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
        at += 6
      } else {
        if text[at] == UInt8(ascii: "\\"), at + 1 < text.count { at += 1 }
        out.append(text[at])
        at += 1
      }
    }
  }

  /// Takes `replace(` and what it replaces apart, from the outside in.
  private static func replaced(_ raw: ByteView) -> SQLLiteral? {
    var at = 0
    var count = 0
    while at + 8 <= raw.count, raw[at..<at + 8].equals("replace(") {
      at += 8
      count += 1
    }
    guard at < raw.count, raw[at] == UInt8(ascii: "'") else { return nil }
    var scan = SQLScan(raw, escape: .standardSQL, at: at)
    guard scan.skipQuoted(UInt8(ascii: "'")) else { return nil }
    let literal = SQLLiteral(
      form: .replaced(count: count), body: raw[at + 1..<scan.at - 1], rest: raw[scan.at..<raw.count]
    )
    return literal.replacements(count) == nil ? nil : literal
  }

  private init(form: Form, body: ByteView, rest: ByteView) {
    self.form = form
    self.body = body
    self.rest = rest
  }

  /// The patterns and the bytes they stand for, each from `,'…',char(n))`.
  private func replacements(_ count: Int) -> [(pattern: ByteView, byte: UInt8)]? {
    var scan = SQLScan(rest, escape: .standardSQL)
    var found: [(pattern: ByteView, byte: UInt8)] = []
    for _ in 0..<count {
      guard scan.take(UInt8(ascii: ",")), scan.next == UInt8(ascii: "'") else { return nil }
      let lower = scan.at + 1
      guard scan.skipQuoted(UInt8(ascii: "'")), scan.at - 1 > lower else { return nil }
      let pattern = rest[lower..<scan.at - 1]
      guard scan.take(UInt8(ascii: ",")), scan.take("char"), scan.take(UInt8(ascii: "(")) else {
        return nil
      }
      let digits = scan.at
      while SQLScan.isWord(scan.next) { scan.at += 1 }
      guard let value = DumpNumber.integer(rest[digits..<scan.at]), value > 0, value < 128,
        scan.take(UInt8(ascii: ")")), scan.take(UInt8(ascii: ")"))
      else { return nil }
      found.append((pattern, UInt8(value)))
    }
    return scan.isAtEnd ? found : nil
  }

  private func decodeReplaced(_ count: Int, into out: inout [UInt8]) {
    Unescape.doubled(body, quote: UInt8(ascii: "'"), into: &out)
    for (pattern, byte) in replacements(count) ?? [] {
      let source = out
      out.removeAll(keepingCapacity: true)
      unsafe source.withUnsafeBufferPointer { buffer in
        let view = unsafe ByteView(buffer)
        var at = 0
        while at < view.count {
          let hit = view.offset(of: pattern, from: at)
          unsafe out.append(contentsOf: view[at..<hit].buffer)
          if hit < view.count { out.append(byte) }
          at = hit < view.count ? hit + pattern.count : view.count
        }
      }
    }
  }
}
