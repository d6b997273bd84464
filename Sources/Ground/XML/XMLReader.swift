public import Bytes
public import Diagnostics

/// Reads a short document from an untrusted hand.
///
/// A document type declaration, any encoding but UTF-8 and anything over ``XMLLimits`` is refused
/// before libxml2 sees the text; libxml2 then reads it without entities, DTDs, inclusion, recovery
/// or network. Nothing is ever opened and nothing is written to standard error.
public enum XMLReader {
  /// Reads a document into plain values.
  ///
  /// - Parameters:
  ///   - bytes: the whole text.
  ///   - name: how messages call the document.
  /// - Returns: the root element.
  /// - Throws: `xml-too-large`, `xml-encoding`, `xml-doctype`, `xml-too-deep`,
  ///   `xml-too-many-attributes` or `xml-malformed`, all but the first with line and column.
  public static func read(_ bytes: [UInt8], name: String) throws(Failure) -> XMLElement {
    try XMLDocument(bytes, name: name).root
  }

  /// Reads borrowed bytes into plain values.
  ///
  /// - Parameters:
  ///   - bytes: the whole text; no more of it is copied than the limit allows.
  ///   - name: how messages call the document.
  /// - Returns: the root element.
  /// - Throws: as for an array.
  public static func read(_ bytes: ByteView, name: String) throws(Failure) -> XMLElement {
    let bearable = min(bytes.count, XMLLimits.byteCount + 1)
    return try read(bytes[0..<bearable].array, name: name)
  }
}
