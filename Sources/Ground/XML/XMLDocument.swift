import CLibXML
public import Diagnostics

/// A document as libxml2 parsed it and as plain values, for those who validate it.
///
/// Owned by one thread at a time: validation leaves marks in libxml2's tree.
@safe public final class XMLDocument {
  /// How messages call the document.
  public let name: String
  /// The outermost element.
  public let root: XMLElement

  /// Its element nodes carry their numbers, see ``XMLTreeWalk``.
  let tree: xmlDocPtr

  /// Parses a document.
  ///
  /// - Parameters:
  ///   - bytes: the whole text.
  ///   - name: how messages call the document.
  /// - Throws: `xml-too-large`, `xml-encoding`, `xml-doctype`, `xml-too-deep`,
  ///   `xml-too-many-attributes` or `xml-malformed`.
  public init(_ bytes: [UInt8], name: String) throws(Failure) {
    let text = try XMLText(bytes, name: name)
    let outline = try XMLOutline(text)
    self.name = name
    let tree = try unsafe Self.parse(text)
    unsafe self.tree = tree
    do throws(Failure) {
      var walk = XMLTreeWalk(outline, text)
      root = try unsafe walk.root(of: tree)
    } catch {
      unsafe xmlFreeDoc(tree)
      throw error
    }
  }

  deinit { unsafe xmlFreeDoc(tree) }

  /// What the parser's callbacks leave behind.
  private final class Report {
    var sawDoctype = false
    var failure: (message: String, offset: Int)?
  }

  private static func parse(_ text: XMLText) throws(Failure) -> xmlDocPtr {
    LibXML.prepare()
    guard let context = unsafe xmlNewParserCtxt() else {
      throw text.failure(.xmlMalformed, "there is no memory to parse the document", at: 0)
    }
    defer { unsafe xmlFreeParserCtxt(context) }
    let report = Report()
    let tree = unsafe withExtendedLifetime(report) { () -> xmlDocPtr? in
      unsafe context.pointee._private = Unmanaged.passUnretained(report).toOpaque()
      unsafe install(on: context)
      return unsafe text.bytes.withUnsafeBufferPointer { buffer in
        unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
          unsafe xmlCtxtReadMemory(
            context, characters.baseAddress, Int32(characters.count), nil, "UTF-8",
            Int32(XML_PARSE_NONET.rawValue))
        }
      }
    }
    // A stopped parser still returns its tree and calls it well-formed: our own marks decide.
    if let tree = unsafe tree, !report.sawDoctype, report.failure == nil,
      unsafe context.pointee.wellFormed == 1
    {
      return unsafe tree
    }
    if let tree = unsafe tree { unsafe xmlFreeDoc(tree) }
    throw failure(from: report, text)
  }

  private static func failure(from report: Report, _ text: XMLText) -> Failure {
    if report.sawDoctype {
      return text.failure(.xmlDoctype, "a document type declaration is not accepted", at: 0)
    }
    let (message, offset) = report.failure ?? ("the document is not well-formed", 0)
    return text.failure(
      .xmlMalformed, message, at: min(offset, text.bytes.count),
      help: "mend the markup here or in the lines before")
  }

  /// Sets the callbacks of a parser: errors come to its report, nothing goes to standard error.
  private static func install(on context: xmlParserCtxtPtr) {
    unsafe context.pointee.sax.pointee.internalSubset = { data, _, _, _ in
      guard let context = unsafe data?.assumingMemoryBound(to: xmlParserCtxt.self) else { return }
      unsafe XMLDocument.report(of: context)?.sawDoctype = true
      unsafe xmlStopParser(context)
    }
    unsafe context.pointee.sax.pointee.serror = { data, error in
      guard let context = unsafe data?.assumingMemoryBound(to: xmlParserCtxt.self),
        let error = unsafe error?.pointee, unsafe error.level.rawValue >= XML_ERR_ERROR.rawValue,
        let report = unsafe XMLDocument.report(of: context), report.failure == nil
      else { return }
      let message = unsafe LibXML.message(of: error)
      report.failure = (message, unsafe XMLDocument.consumed(by: context))
    }
  }

  private static func report(of context: xmlParserCtxtPtr) -> Report? {
    guard let data = unsafe context.pointee._private else { return nil }
    return unsafe Unmanaged<Report>.fromOpaque(data).takeUnretainedValue()
  }

  /// How many bytes the parser has read; its own columns count now bytes, now characters.
  private static func consumed(by context: xmlParserCtxtPtr) -> Int {
    guard let input = unsafe context.pointee.input else { return 0 }
    let inBuffer = unsafe input.pointee.cur - input.pointee.base
    return unsafe Int(input.pointee.consumed) + inBuffer
  }
}
