import CLibXML

/// Writes a well-formed document, the same bytes for the same calls: XML indented by two spaces,
/// HTML with an element a line.
///
/// Characters that XML 1.0 forbids become U+FFFD, visibly. Names come from the program, never from
/// data: a wrong one is a fault of the program and stops it.
@safe public struct XMLWriter: ~Copyable {
  /// What is written.
  public enum Form: Sendable {
    /// XML with a declaration; an empty element is one tag.
    case xml
    /// HTML that is also well-formed XML; only void elements are one tag.
    case html
  }

  private let form: Form
  private let buffer: xmlBufferPtr
  private let writer: xmlTextWriterPtr

  /// Begins a document.
  public init(_ form: Form = .xml) {
    LibXML.prepare()
    guard let buffer = unsafe xmlBufferCreate(),
      let writer = unsafe xmlNewTextWriterMemory(buffer, 0)
    else { preconditionFailure("no memory for a writer") }
    self.form = form
    unsafe self.buffer = buffer
    unsafe self.writer = writer
    unsafe must(xmlTextWriterSetIndent(writer, 1))
    unsafe must(xmlTextWriterSetIndentString(writer, form == .xml ? "  " : ""))
    switch form {
    case .xml: unsafe must(xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil))
    case .html: unsafe must(xmlTextWriterWriteDTD(writer, "html", nil, nil, nil))
    }
  }

  deinit {
    unsafe xmlFreeTextWriter(writer)
    unsafe xmlBufferFree(buffer)
  }

  /// Writes an element with its attributes, in the order given, and what the closure puts inside.
  ///
  /// - Parameters:
  ///   - name: the name of the element.
  ///   - attributes: names and values; a value of nil leaves the attribute out.
  ///   - content: writes what is inside; nothing when left out.
  public mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:],
    _ content: (inout XMLWriter) -> Void = { _ in }
  ) {
    element(name, attributes: attributes.map { ($0.key, $0.value) }, content)
  }

  /// Writes an element whose attributes are only known when the program runs.
  ///
  /// - Parameters:
  ///   - name: the name of the element.
  ///   - attributes: names and values; a value of nil leaves the attribute out.
  ///   - content: writes what is inside.
  public mutating func element(
    _ name: String, attributes: [(name: String, value: String?)],
    _ content: (inout XMLWriter) -> Void
  ) {
    unsafe must(xmlTextWriterStartElement(writer, checked(name)))
    for (name, value) in attributes {
      guard let value else { continue }
      unsafe must(xmlTextWriterWriteAttribute(writer, checked(name), Self.legal(value)))
    }
    content(&self)
    if form == .html, !Self.voidElements.contains(name) {
      unsafe must(xmlTextWriterFullEndElement(writer))
    } else {
      unsafe must(xmlTextWriterEndElement(writer))
    }
  }

  /// Writes an element that holds nothing but a text.
  ///
  /// - Parameters:
  ///   - name: the name of the element.
  ///   - attributes: names and values; a value of nil leaves the attribute out.
  ///   - text: the text inside.
  public mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String
  ) {
    element(name, attributes) { $0.text(text) }
  }

  /// Writes a text; what is special in XML is escaped.
  public mutating func text(_ text: String) {
    unsafe must(xmlTextWriterWriteString(writer, Self.legal(text)))
  }

  /// Writes a comment; two hyphens in a row are set apart, for XML forbids them.
  public mutating func comment(_ text: String) {
    var spaced: [UInt8] = []
    for byte in Self.legal(text).utf8 {
      if byte == 0x2D, spaced.last == 0x2D { spaced.append(0x20) }
      spaced.append(byte)
    }
    if spaced.last == 0x2D { spaced.append(0x20) }
    unsafe must(xmlTextWriterWriteComment(writer, String(decoding: spaced, as: UTF8.self)))
  }

  /// Writes the text of an HTML `style` or `script` element as it stands.
  ///
  /// Browsers resolve no references there, so only a literal of the program is taken, and one that
  /// reads the same as XML: it may hold no `<` and no `&`.
  public mutating func literal(_ text: StaticString) {
    let text = text.description
    precondition(!text.utf8.contains { $0 == 0x3C || $0 == 0x26 }, "a literal with markup in it")
    unsafe must(xmlTextWriterWriteRaw(writer, text))
  }

  /// Ends the document.
  ///
  /// - Returns: its bytes, ended by a line feed.
  public consuming func finish() -> [UInt8] {
    unsafe must(xmlTextWriterEndDocument(writer))
    let count = Int(unsafe buffer.pointee.use)
    guard let start = unsafe buffer.pointee.content, count > 0 else { return [] }
    var bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if bytes.last != 0x0A { bytes.append(0x0A) }
    return bytes
  }

  /// Elements that HTML never closes (HTML Living Standard, 13.1.2 “Elements”).
  private static let voidElements: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
  ]

  /// The text with U+FFFD for every character outside the production `Char` of XML 1.0.
  private static func legal(_ text: String) -> String {
    // Nearly all is printed ASCII, and that is seen at a glance.
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    guard !text.unicodeScalars.allSatisfy(isLegal) else { return text }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: text.unicodeScalars.map { isLegal($0) ? $0 : "\u{FFFD}" })
    return String(scalars)
  }

  private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}

/// A name the program uses, after making sure that it is one.
private func checked(_ name: String) -> String {
  precondition(unsafe xmlValidateQName(name, 0) == 0, "not a name in XML")
  return name
}

/// Every call to libxml2's writer must succeed: names are checked and memory is there.
private func must(_ result: Int32) {
  precondition(result >= 0, "the writer refused a call")
}
