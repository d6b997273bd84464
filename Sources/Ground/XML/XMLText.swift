import Diagnostics

/// The bytes of a document that are known to be UTF-8 and of a bearable size.
///
/// Encodings are decided here and not left to libxml2, which would follow a declaration into
/// UTF-7 and let a second reading of the same bytes differ from the one a person saw.
struct XMLText {
  /// The bytes without a byte order mark.
  let bytes: [UInt8]
  /// The name of the document in messages.
  let name: String

  /// Checks size and encoding.
  ///
  /// - Throws: `xml-too-large` or `xml-encoding`.
  init(_ whole: [UInt8], name: String) throws(Failure) {
    guard whole.count <= XMLLimits.byteCount else {
      throw Failure(
        .xmlTooLarge, "the document is longer than \(XMLLimits.byteCount) bytes", file: name,
        help: "a definition is a short text; check that this is the right file")
    }
    let hasMark = whole.starts(with: [0xEF, 0xBB, 0xBF])
    bytes = hasMark ? Array(whole.dropFirst(3)) : whole
    self.name = name
    try checkSignature()
    try checkUTF8()
    try checkDeclaration()
  }

  /// A failure at an offset into ``bytes``.
  func failure(
    _ code: Failure.Code, _ message: String, at offset: Int, help: String? = nil
  ) -> Failure {
    Failure(code, message, file: name, position: position(of: offset), help: help)
  }

  /// The line and column of an offset, both counted from one, the column in bytes.
  ///
  /// - Complexity: O(n); meant for messages, ``XMLOutline`` counts as it goes.
  func position(of offset: Int) -> Failure.TextPosition {
    var position = Failure.TextPosition(line: 1, column: 1)
    for byte in bytes.prefix(offset) { position.advance(over: byte) }
    return position
  }

  private func checkSignature() throws(Failure) {
    // UTF-16 and UTF-32 begin with a mark of their own or show a NUL among the first four bytes.
    let isMarked = bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
    let isWide = bytes.first == 0 || bytes.starts(with: [0x3C, 0])
    guard isMarked || isWide else { return }
    throw failure(
      .xmlEncoding, "the document is UTF-16 or UTF-32", at: 0, help: "save it as UTF-8")
  }

  private func checkUTF8() throws(Failure) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw failure(
        .xmlEncoding, "the document is not valid UTF-8", at: error.byteOffsets.lowerBound,
        help: "save it as UTF-8")
    }
  }

  private func checkDeclaration() throws(Failure) {
    guard let declared = declaredEncoding() else { return }
    let encoding = String(decoding: bytes[declared], as: UTF8.self)
    guard encoding.lowercased() != "utf-8" else { return }
    throw failure(
      .xmlEncoding, "the document declares the encoding “\(encoding)”; only UTF-8 is read",
      at: declared.lowerBound, help: "save it as UTF-8 and declare that, or nothing")
  }

  /// The range of the encoding's name in an XML declaration.
  private func declaredEncoding() -> Range<Int>? {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    guard bytes.starts(with: "<?xml".utf8), bytes.count > 5, blanks.contains(bytes[5]),
      let end = bytes.firstIndex(of: 0x3E)
    else { return nil }
    let word = Array("encoding".utf8)
    var start = 6
    while start + word.count < end, !bytes[start...].starts(with: word) { start += 1 }
    guard start + word.count < end else { return nil }
    let quote = bytes[start..<end].firstIndex { $0 == 0x22 || $0 == 0x27 }
    guard let quote, let close = bytes[(quote + 1)..<end].firstIndex(of: bytes[quote]) else {
      return nil
    }
    return (quote + 1)..<close
  }
}

extension Failure.TextPosition {
  /// Moves past one byte.
  mutating func advance(over byte: UInt8) {
    if byte == 0x0A {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }
}
