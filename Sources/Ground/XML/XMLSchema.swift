import CLibXML
public import Diagnostics

/// A compiled RELAX NG schema in XML syntax.
///
/// Owned by one thread at a time.
@safe public final class XMLSchema {
  private let grammar: xmlRelaxNGPtr
  private let vocabulary: XMLVocabulary

  /// Compiles a schema, which must be one document: nothing is included.
  ///
  /// - Parameters:
  ///   - bytes: the whole text.
  ///   - name: how messages call the schema.
  /// - Throws: `xml-schema`, or what ``XMLDocument/init(_:name:)`` throws.
  public init(_ bytes: [UInt8], name: String) throws(Failure) {
    let document = try XMLDocument(bytes, name: name)
    try Self.refuseInclusion(in: document.root, name)
    vocabulary = XMLVocabulary(document.root)
    unsafe grammar = try unsafe Self.compile(document)
  }

  deinit { unsafe xmlRelaxNGFree(grammar) }

  /// Checks a document against the schema.
  ///
  /// - Parameter document: the document; its content stays as it is.
  /// - Throws: `xml-invalid` at the word that is wrong, with what is allowed there.
  public func validate(_ document: XMLDocument) throws(Failure) {
    LibXML.prepare()
    guard let context = unsafe xmlRelaxNGNewValidCtxt(grammar) else {
      throw Failure(.xmlInvalid, "there is no memory to validate", file: document.name)
    }
    defer { unsafe xmlRelaxNGFreeValidCtxt(context) }
    let report = XMLSchemaReport()
    let verdict = withExtendedLifetime(report) {
      unsafe xmlRelaxNGSetValidStructuredErrors(
        context, XMLSchemaReport.collect, Unmanaged.passUnretained(report).toOpaque())
      return unsafe xmlRelaxNGValidateDoc(context, document.tree)
    }
    guard verdict != 0 else { return }
    let complaint =
      vocabulary.complaint(about: document.root) ?? report.complaint(about: document, vocabulary)
    throw Failure(
      .xmlInvalid, complaint.message, file: document.name, position: complaint.position,
      help: complaint.help)
  }

  private static func compile(_ document: XMLDocument) throws(Failure) -> xmlRelaxNGPtr {
    let report = XMLSchemaReport()
    let grammar = unsafe withExtendedLifetime(report) { () -> xmlRelaxNGPtr? in
      guard let context = unsafe xmlRelaxNGNewDocParserCtxt(document.tree) else { return nil }
      defer { unsafe xmlRelaxNGFreeParserCtxt(context) }
      unsafe xmlRelaxNGSetParserStructuredErrors(
        context, XMLSchemaReport.collect, Unmanaged.passUnretained(report).toOpaque())
      return unsafe xmlRelaxNGParse(context)
    }
    if let grammar = unsafe grammar, report.remarks.isEmpty { return unsafe grammar }
    if let grammar = unsafe grammar { unsafe xmlRelaxNGFree(grammar) }
    let first = report.remarks.first
    throw Failure(
      .xmlSchema, first?.message ?? "the schema cannot be compiled", file: document.name,
      position: Failure.TextPosition(line: first?.line ?? document.root.position.line))
  }

  /// Recursion is bounded by ``XMLLimits/depth``.
  private static func refuseInclusion(in node: XMLElement, _ name: String) throws(Failure) {
    if node.namespace == XMLVocabulary.relaxNG, ["include", "externalRef"].contains(node.name) {
      throw Failure(
        .xmlSchema, "<\(node.name)> is not followed", file: name, position: node.position,
        help: "write the schema as one document")
    }
    for child in node.children { try refuseInclusion(in: child, name) }
  }
}
