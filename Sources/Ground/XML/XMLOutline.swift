import Diagnostics

/// Where every element and attribute of a document begins, and proof that libxml2 may read it.
///
/// libxml2 remembers lines but no columns, and spends quadratic time on attributes. One pass over
/// the markup finds the positions and enforces the limits first. It does not judge whether the
/// document is well-formed: on a document that is, it sees exactly what libxml2 sees.
struct XMLOutline {
  /// One start tag.
  struct Tag {
    /// Where its `<` stands.
    var position: Failure.TextPosition
    /// Where the names of its attributes begin, namespace declarations left out.
    var attributes: [Failure.TextPosition] = []
  }

  /// The start tags in document order.
  private(set) var tags: [Tag] = []

  private let bytes: [UInt8]
  private var offset = 0
  private var position = Failure.TextPosition(line: 1, column: 1)
  private var depth = 0

  /// Scans a document.
  ///
  /// - Throws: `xml-doctype`, `xml-too-deep`, `xml-too-many-attributes`, or `xml-malformed` for a
  ///   control character.
  init(_ text: XMLText) throws(Failure) {
    bytes = text.bytes
    while offset < bytes.count {
      if bytes[offset] == 0x3C {
        try scanMarkup(text)
      } else {
        try step(text)
      }
    }
  }

  private mutating func scanMarkup(_ text: XMLText) throws(Failure) {
    if isAt("<!--") {
      try skip(4, thenPast: "-->", text)
    } else if isAt("<![CDATA[") {
      try skip(9, thenPast: "]]>", text)
    } else if isAt("<?") {
      try skip(2, thenPast: "?>", text)
    } else if isAt("<!DOCTYPE") {
      throw text.failure(
        .xmlDoctype, "a document type declaration is not accepted", at: offset,
        help: "remove it; entities and external files are never read")
    } else if isAt("</") {
      depth -= 1
      try skip(2, thenPast: ">", text)
    } else {
      try scanStartTag(text)
    }
  }

  private mutating func scanStartTag(_ text: XMLText) throws(Failure) {
    depth += 1
    guard depth <= XMLLimits.depth else {
      throw text.failure(
        .xmlTooDeep, "elements are nested more than \(XMLLimits.depth) deep", at: offset,
        help: "check that this is the right file, or that an element before is closed")
    }
    var tag = Tag(position: position)
    var attributeCount = 0
    try step(text)
    try skipName(text)
    while offset < bytes.count, bytes[offset] != 0x3E {
      if isAt("/>") {
        depth -= 1
        try step(text)
      } else if isNameByte(bytes[offset]) {
        attributeCount += 1
        guard attributeCount <= XMLLimits.attributeCount else {
          throw text.failure(
            .xmlTooManyAttributes,
            "an element has more than \(XMLLimits.attributeCount) attributes", at: offset,
            help: "check that this is the right file")
        }
        if !isNamespaceDeclaration { tag.attributes.append(position) }
        try skipName(text)
      } else if bytes[offset] == 0x22 || bytes[offset] == 0x27 {
        try skipQuoted(text)
      } else {
        try step(text)
      }
    }
    if offset < bytes.count { try step(text) }
    tags.append(tag)
  }

  private var isNamespaceDeclaration: Bool {
    guard isAt("xmlns"), offset + 5 < bytes.count else { return false }
    return bytes[offset + 5] == 0x3A || !isNameByte(bytes[offset + 5])
  }

  private func isAt(_ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard offset + count <= bytes.count else { return false }
    for index in 0..<count where unsafe bytes[offset + index] != literal.utf8Start[index] {
      return false
    }
    return true
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20, 0x22, 0x27, 0x2F, 0x3C, 0x3D, 0x3E: false
    default: true
    }
  }

  private mutating func skipName(_ text: XMLText) throws(Failure) {
    while offset < bytes.count, isNameByte(bytes[offset]) { try step(text) }
  }

  private mutating func skipQuoted(_ text: XMLText) throws(Failure) {
    let quote = bytes[offset]
    try step(text)
    while offset < bytes.count, bytes[offset] != quote { try step(text) }
    if offset < bytes.count { try step(text) }
  }

  private mutating func skip(
    _ count: Int, thenPast end: StaticString, _ text: XMLText
  ) throws(Failure) {
    for _ in 0..<count { try step(text) }
    while offset < bytes.count, !isAt(end) { try step(text) }
    for _ in 0..<min(end.utf8CodeUnitCount, bytes.count - offset) { try step(text) }
  }

  private mutating func step(_ text: XMLText) throws(Failure) {
    let byte = bytes[offset]
    guard byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else {
      let hexadecimal = String(byte, radix: 16, uppercase: true)
      throw text.failure(
        .xmlMalformed,
        "the control character U+\(String(repeating: "0", count: 4 - hexadecimal.count))"
          + "\(hexadecimal) is not allowed in XML", at: offset)
    }
    position.advance(over: byte)
    offset += 1
  }
}
