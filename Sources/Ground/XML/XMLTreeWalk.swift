import CLibXML
import Diagnostics

/// Copies libxml2's tree into plain values and joins it with the positions of the outline.
///
/// Each element node is marked with its number in document order, so that a later complaint about
/// a node can be placed in the text.
struct XMLTreeWalk {
  private let outline: XMLOutline
  private let text: XMLText
  private var elementCount = 0

  init(_ outline: XMLOutline, _ text: XMLText) {
    self.outline = outline
    self.text = text
  }

  mutating func root(of tree: xmlDocPtr) throws(Failure) -> XMLElement {
    guard let node = unsafe xmlDocGetRootElement(tree) else {
      throw text.failure(.xmlMalformed, "the document has no element", at: 0)
    }
    return try unsafe element(node)
  }

  /// The number of an element node plus one; zero for a node that was not walked.
  static func mark(of node: xmlNodePtr) -> Int { unsafe Int(bitPattern: node.pointee._private) }

  /// Recursion is bounded by ``XMLLimits/depth``, which the outline has proven.
  private mutating func element(_ node: xmlNodePtr) throws(Failure) -> XMLElement {
    guard outline.tags.indices.contains(elementCount) else { throw mismatch }
    let tag = outline.tags[elementCount]
    elementCount += 1
    unsafe node.pointee._private = UnsafeMutableRawPointer(bitPattern: elementCount)
    var element = unsafe XMLElement(
      name: LibXML.text(node.pointee.name), namespace: Self.namespace(node.pointee.ns),
      attributes: try unsafe attributes(of: node, tag), position: tag.position)
    var next = unsafe node.pointee.children
    while let child = unsafe next {
      switch unsafe child.pointee.type {
      case XML_ELEMENT_NODE: element.children.append(try unsafe self.element(child))
      case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
        unsafe element.text += LibXML.text(child.pointee.content)
      default: break
      }
      unsafe next = unsafe child.pointee.next
    }
    return element
  }

  private func attributes(
    of node: xmlNodePtr, _ tag: XMLOutline.Tag
  ) throws(Failure) -> [XMLAttribute] {
    var attributes: [XMLAttribute] = []
    var next = unsafe node.pointee.properties
    while let property = unsafe next {
      guard tag.attributes.indices.contains(attributes.count) else { throw mismatch }
      attributes.append(
        unsafe XMLAttribute(
          name: LibXML.text(property.pointee.name),
          namespace: Self.namespace(property.pointee.ns), value: Self.value(of: property),
          position: tag.attributes[attributes.count]))
      unsafe next = unsafe property.pointee.next
    }
    return attributes
  }

  /// Without a document type there are no entities, so a value is made of text nodes alone.
  private static func value(of property: xmlAttrPtr) -> String {
    var value = ""
    var next = unsafe property.pointee.children
    while let child = unsafe next {
      unsafe value += LibXML.text(child.pointee.content)
      unsafe next = unsafe child.pointee.next
    }
    return value
  }

  private static func namespace(_ namespace: xmlNsPtr?) -> String {
    guard let namespace = unsafe namespace else { return "" }
    return unsafe LibXML.text(namespace.pointee.href)
  }

  /// The outline and libxml2 disagree: refuse rather than guess.
  private var mismatch: Failure {
    text.failure(.xmlMalformed, "the markup can be read in two ways", at: 0)
  }
}
