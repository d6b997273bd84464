public import Bytes

/// The name of a member.
@frozen public struct JSONKey {
  @usableFromInline let place: JSONValue

  @inlinable @inline(__always)
  init(place: JSONValue) { self.place = place }

  /// A hash of the name after unescaping; the same in every document.
  @inlinable @inline(__always)
  public var hash: UInt32 { place.node.link }

  /// The bytes between the quotes when the name has no escapes, else nil.
  @inlinable @inline(__always)
  public var plainText: ByteView? {
    place.node.isMarked ? nil : quotedText
  }

  /// The name without its escapes; the view is of the document where it can be, else of `scratch`.
  @inlinable
  public func text(into scratch: inout [UInt8]) -> ByteView {
    plainText ?? place.unescaped(into: &scratch)
  }

  /// The name, for the control plane.
  public var text: String {
    var scratch: [UInt8] = []
    defer { withExtendedLifetime(scratch) {} }
    return text(into: &scratch).text
  }

  /// The offset of the name's opening quote in the document.
  @inlinable @inline(__always)
  public var startByte: Int { place.startByte }

  /// Whether the name is this one, after unescaping.
  @inlinable @inline(__always)
  public func equals(_ name: StaticString) -> Bool {
    if place.node.isMarked {
      return equalsEscaped(
        unsafe ByteView(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }
    let text = quotedText
    return unsafe text.count == name.utf8CodeUnitCount
      && JSONWords.areEqual(text.start, name.utf8Start, text.count)
  }

  @usableFromInline
  func equalsEscaped(_ name: ByteView) -> Bool {
    var scratch: [UInt8] = []
    defer { withExtendedLifetime(scratch) {} }
    return unsafe place.unescaped(into: &scratch).buffer.elementsEqual(name.buffer)
  }

  @inlinable @inline(__always)
  var quotedText: ByteView {
    let node = place.node
    return unsafe ByteView(start: place.text + (Int(node.start) + 1), count: Int(node.count) - 2)
  }
}

/// Names as small numbers, for code that switches on a member's name.
///
/// Looked up by the hash that is already in the tape, then compared: exact.
public struct JSONKeyTable: Sendable {
  /// A name at the place that its hash leads to.
  @usableFromInline struct Slot: Sendable {
    @usableFromInline var name: ByteView
    /// The name's ends, which are all of a name of up to sixteen bytes.
    @usableFromInline var ends: JSONWords.Ends
    @usableFromInline var hash: UInt32
    /// The code; -1 where there is no name.
    @usableFromInline var code: Int32

    init(_ name: ByteView, code: Int32) {
      self.name = name
      ends = unsafe JSONWords.ends(name.start, name.count)
      hash = unsafe JSONWords.hash(name.start, name.count)
      self.code = code
    }

    /// Whether it is the name of a key with the same hash.
    @inlinable @inline(__always)
    func isName(of key: JSONKey) -> Bool {
      guard let text = key.plainText else { return key.equalsEscaped(name) }
      let count = name.count
      guard text.count == count, unsafe JSONWords.ends(text.start, count) == ends else {
        return false
      }
      return unsafe count <= 16 || JSONWords.areEqual(text.start, name.start, count)
    }
  }

  /// Names by the low bits of their hashes, or in the next slot that was free.
  @usableFromInline let slots: [Slot]

  /// Creates a table; the code of a name is its place in `names`, which must be distinct.
  public init(_ names: [StaticString]) {
    self.init(names.map { unsafe ByteView(start: $0.utf8Start, count: $0.utf8CodeUnitCount) })
  }

  /// Creates a table of names whose bytes are never freed.
  init(_ names: [ByteView]) {
    precondition(names.count < Int(UInt16.max))
    var size = 16
    while size < names.count * 4 { size *= 2 }
    let none = unsafe ByteView(UnsafeBufferPointer(start: nil, count: 0))
    var slots = [Slot](repeating: Slot(none, code: -1), count: size)
    for (code, name) in names.enumerated() {
      let new = Slot(name, code: Int32(code))
      var slot = Int(new.hash) & (size - 1)
      while slots[slot].code >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = new
    }
    self.slots = slots
  }

  /// The code of a name; -1 for a name that is not in the table.
  @inlinable @inline(__always)
  public func code(of key: JSONKey) -> Int {
    let hash = key.hash
    return unsafe slots.withUnsafeBufferPointer { slots in
      let mask = slots.count &- 1
      var place = Int(hash) & mask
      while true {
        let slot = unsafe slots.baseAddress.unsafelyUnwrapped + place
        let code = unsafe Int(slot.pointee.code)
        if code < 0 { return code }
        if unsafe slot.pointee.hash == hash && slot.pointee.isName(of: key) { return code }
        place = (place &+ 1) & mask
      }
    }
  }
}
