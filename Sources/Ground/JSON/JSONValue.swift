public import Bytes

/// A place in a document that a ``JSONReader`` has read: two pointers and a number, no ownership.
///
/// Valid until that reader reads again, and as long as the document's bytes live.
@safe @frozen public struct JSONValue: @unchecked Sendable {
  @usableFromInline let text: UnsafePointer<UInt8>
  @usableFromInline let nodes: UnsafePointer<JSONNode>
  @usableFromInline let index: Int

  @inlinable @inline(__always)
  init(text: UnsafePointer<UInt8>, nodes: UnsafePointer<JSONNode>, index: Int) {
    unsafe self.text = text
    unsafe self.nodes = nodes
    self.index = index
  }

  @inlinable @inline(__always)
  var node: JSONNode { unsafe nodes[index] }

  @inlinable @inline(__always)
  func sibling(_ index: Int) -> JSONValue {
    unsafe JSONValue(text: text, nodes: nodes, index: index)
  }

  /// What the value is.
  @inlinable @inline(__always)
  public var kind: JSONKind {
    unsafe JSONKind(rawValue: UInt8(node.word & 7)).unsafelyUnwrapped
  }

  /// The offset of the value's first byte in the document.
  @inlinable @inline(__always)
  public var startByte: Int { Int(node.start) }

  /// The length of the value's text, in bytes.
  @inlinable @inline(__always)
  public var byteCount: Int { Int(node.count) }

  /// The value's exact text.
  @inlinable @inline(__always)
  public var bytes: ByteView {
    let node = node
    return unsafe ByteView(start: text + Int(node.start), count: Int(node.count))
  }

  /// Whether the value is an object.
  @inlinable @inline(__always) public var isObject: Bool { has(.object) }
  /// Whether the value is an array.
  @inlinable @inline(__always) public var isArray: Bool { has(.array) }
  /// Whether the value is a string.
  @inlinable @inline(__always) public var isString: Bool { has(.string) }
  /// Whether the value is a number.
  @inlinable @inline(__always) public var isNumber: Bool { has(.number) }
  /// Whether the value is `null`.
  @inlinable @inline(__always) public var isNull: Bool { has(.null) }

  @inlinable @inline(__always)
  func has(_ kind: JSONKind) -> Bool { node.word & 7 == UInt32(kind.rawValue) }

  /// The truth of `true` and `false`; nil for other values.
  @inlinable @inline(__always)
  public var bool: Bool? {
    has(.true) ? true : has(.false) ? false : nil
  }

  /// The value of a member; nil for an absent member and for a value that is no object.
  ///
  /// Names are compared after unescaping. It looks at every member before the one it finds: to
  /// take many members of a large object, go through ``members`` with a ``JSONKeyTable``.
  @inlinable
  public subscript(_ name: StaticString) -> JSONValue? {
    var members = members
    while let member = members.next() {
      if member.key.equals(name) { return member.value }
    }
    return nil
  }

  /// The members of an object, in the order of the text; none for other values.
  @inlinable @inline(__always)
  public var members: JSONMembers {
    JSONMembers(self, from: index + 1, to: has(.object) ? Int(node.link) : index + 1)
  }

  /// The elements of an array, in the order of the text; none for other values.
  @inlinable @inline(__always)
  public var elements: JSONElements {
    JSONElements(self, from: index + 1, to: has(.array) ? Int(node.link) : index + 1)
  }

  /// The number of members; zero for a value that is no object.
  @inlinable @inline(__always)
  public var memberCount: Int { has(.object) ? node.childCount : 0 }

  /// The number of elements; zero for a value that is no array.
  @inlinable @inline(__always)
  public var elementCount: Int { has(.array) ? node.childCount : 0 }
}

/// The members of an object, one after the other; allocates nothing.
@frozen public struct JSONMembers: Sequence, IteratorProtocol {
  @usableFromInline let place: JSONValue
  @usableFromInline var at: Int
  @usableFromInline let end: Int

  @inlinable @inline(__always)
  init(_ place: JSONValue, from at: Int, to end: Int) {
    self.place = place
    self.at = at
    self.end = end
  }

  /// The next member; nil after the last.
  @inlinable @inline(__always)
  public mutating func next() -> (key: JSONKey, value: JSONValue)? {
    if at >= end { return nil }
    let value = place.sibling(at + 1)
    let key = JSONKey(place: place.sibling(at))
    at = unsafe Int(place.nodes[at + 1].link)
    return (key, value)
  }
}

/// The elements of an array, one after the other; allocates nothing.
@frozen public struct JSONElements: Sequence, IteratorProtocol {
  @usableFromInline let place: JSONValue
  @usableFromInline var at: Int
  @usableFromInline let end: Int

  @inlinable @inline(__always)
  init(_ place: JSONValue, from at: Int, to end: Int) {
    self.place = place
    self.at = at
    self.end = end
  }

  /// The next element; nil after the last.
  @inlinable @inline(__always)
  public mutating func next() -> JSONValue? {
    if at >= end { return nil }
    let value = place.sibling(at)
    at = unsafe Int(place.nodes[at].link)
    return value
  }
}
