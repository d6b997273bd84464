import CLibXML
import Diagnostics

/// What libxml2 says while it compiles a schema or validates a document.
final class XMLSchemaReport {
  /// One thing it says.
  struct Remark {
    /// What kind of thing; see `xmlRelaxNGValidErr`.
    var code: xmlRelaxNGValidErr
    /// The names or values it is about.
    var words: [String]
    /// The whole sentence.
    var message: String
    /// The line, counted from one.
    var line: Int
    /// The element's number in document order, counted from one; zero when none is named.
    var mark: Int
  }

  /// Everything it said; the first is the cause, what follows are consequences.
  private(set) var remarks: [Remark] = []

  /// The callback; its data is a report.
  static let collect: xmlStructuredErrorFunc = { data, error in
    guard let data = unsafe data, let error = unsafe error?.pointee,
      unsafe error.level.rawValue >= XML_ERR_ERROR.rawValue
    else { return }
    // A remark about an attribute or a text belongs to the element around it.
    var node = unsafe error.node?.assumingMemoryBound(to: xmlNode.self)
    while let inner = unsafe node, unsafe XMLTreeWalk.mark(of: inner) == 0 {
      unsafe node = unsafe inner.pointee.parent
    }
    let report = unsafe Unmanaged<XMLSchemaReport>.fromOpaque(data).takeUnretainedValue()
    let remark = unsafe Remark(
      code: xmlRelaxNGValidErr(rawValue: UInt32(truncatingIfNeeded: error.code)),
      words: [error.str1, error.str2].map { unsafe $0.map { unsafe String(cString: $0) } ?? "" },
      message: LibXML.message(of: error), line: Int(error.line),
      mark: node.map { unsafe XMLTreeWalk.mark(of: $0) } ?? 0)
    report.remarks.append(remark)
  }

  /// The fault of a document whose words are all known: one of order, number or datatype.
  func complaint(
    about document: XMLDocument, _ vocabulary: XMLVocabulary
  ) -> XMLVocabulary.Complaint {
    let elements = document.root.inOrder
    let mark = remarks.first { (1...elements.count).contains($0.mark) }?.mark ?? 1
    let element = elements[mark - 1]
    guard let first = remarks.first else {
      return XMLVocabulary.Complaint(
        message: "the document does not follow its schema", position: element.position)
    }
    if let attribute = Self.attribute(of: element, in: first) {
      return vocabulary.complaint(about: attribute, of: element)
    }
    return XMLVocabulary.Complaint(
      message: Self.message(first, element), position: element.position)
  }

  /// The attribute a remark is about: it names the attribute, or its value.
  private static func attribute(of element: XMLElement, in remark: Remark) -> XMLAttribute? {
    switch remark.code {
    case XML_RELAXNG_ERR_INVALIDATTR: element.attribute(remark.words[0])
    case XML_RELAXNG_ERR_TYPEVAL: element.attributes.first { $0.value == remark.words[1] }
    default: nil
    }
  }

  private static func message(_ remark: Remark, _ element: XMLElement) -> String {
    switch remark.code {
    case XML_RELAXNG_ERR_ELEMWRONG:
      "<\(element.name)> is out of order, or stands once too often"
    case XML_RELAXNG_ERR_INTEREXTRA: "<\(element.name)> stands once too often"
    case XML_RELAXNG_ERR_NOELEM: "<\(element.name)> needs a <\(remark.words[0])>"
    case XML_RELAXNG_ERR_ATTRVALID: "the attributes of <\(element.name)> do not go together"
    case XML_RELAXNG_ERR_TYPEVAL: "the text of <\(element.name)> is no \(remark.words[0])"
    case XML_RELAXNG_ERR_CONTENTVALID: "what is in <\(element.name)> does not go together"
    default: remark.message
    }
  }
}

extension XMLElement {
  /// The element and all inside it, in document order; the depth is bounded by ``XMLLimits``.
  fileprivate var inOrder: [XMLElement] { [self] + children.flatMap(\.inOrder) }
}
