/// The kinds of value.
@frozen public enum JSONKind: UInt8, Sendable {
  /// Members in braces.
  case object
  /// Elements in brackets.
  case array
  /// Text in quotes.
  case string
  /// A number; its text is kept as it was written.
  case number
  /// The word `true`.
  case `true`
  /// The word `false`.
  case `false`
  /// The word `null`.
  case null
}

/// One entry of the tape that a document becomes: sixteen bytes, in the order of the text.
///
/// An object is followed by its members, a name and a value each; an array by its elements.
@usableFromInline @frozen struct JSONNode: Sendable {
  /// The first byte of the value's text.
  @usableFromInline var start: UInt32
  /// The length of the value's text; set for a container when it closes.
  @usableFromInline var count: UInt32
  /// The node after the whole value; for a name, the hash of the name.
  @usableFromInline var link: UInt32
  /// Kind in the low three bits, then the mark, then the number of children.
  @usableFromInline var word: UInt32

  /// The kind of a member's name, beyond those of values.
  @usableFromInline static let nameKind: UInt32 = 7
  /// An escape in a string or a name; a fraction or an exponent in a number.
  @usableFromInline static let mark: UInt32 = 8
  /// What one child adds to the word.
  @usableFromInline static let child: UInt32 = 16

  @inlinable @inline(__always)
  init(start: Int, count: Int, link: UInt32, word: UInt32) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.count = UInt32(truncatingIfNeeded: count)
    self.link = link
    self.word = word
  }

  @inlinable @inline(__always)
  var isMarked: Bool { word & Self.mark != 0 }

  @inlinable @inline(__always)
  var childCount: Int { Int(word >> 4) }
}
