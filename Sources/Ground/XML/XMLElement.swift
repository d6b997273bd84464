public import Diagnostics

/// What a document may not exceed; each limit is checked before libxml2 sees a byte.
public enum XMLLimits {
  /// The most bytes in a document, its byte order mark included.
  public static let byteCount = 256 * 1024
  /// The most elements open at once.
  public static let depth = 32
  /// The most attributes on one element; libxml2 compares each with all others.
  public static let attributeCount = 64
}

/// One element of a document as it was written.
public struct XMLElement: Hashable, Sendable {
  /// The name without a prefix.
  public var name: String
  /// The namespace the name belongs to; empty for none.
  public var namespace: String
  /// The attributes in the order they were written, without namespace declarations.
  public var attributes: [XMLAttribute]
  /// The elements inside, in order.
  public var children: [XMLElement]
  /// The text directly inside, joined; what is inside a child is the child's.
  public var text: String
  /// Where the `<` stands.
  public var position: Failure.TextPosition

  /// Creates an element.
  public init(
    name: String, namespace: String = "", attributes: [XMLAttribute] = [],
    children: [XMLElement] = [], text: String = "", position: Failure.TextPosition
  ) {
    self.name = name
    self.namespace = namespace
    self.attributes = attributes
    self.children = children
    self.text = text
    self.position = position
  }

  /// The attribute of a name without a prefix, if it was written.
  public func attribute(_ name: String) -> XMLAttribute? {
    attributes.first { $0.name == name && $0.namespace.isEmpty }
  }
}

/// One attribute of an element as it was written.
public struct XMLAttribute: Hashable, Sendable {
  /// The name without a prefix.
  public var name: String
  /// The namespace the name belongs to; empty for none, which is the rule.
  public var namespace: String
  /// The value, its references resolved and its white space normalized.
  public var value: String
  /// Where the name begins.
  public var position: Failure.TextPosition

  /// Creates an attribute.
  public init(
    name: String, namespace: String = "", value: String, position: Failure.TextPosition
  ) {
    self.name = name
    self.namespace = namespace
    self.value = value
    self.position = position
  }
}
