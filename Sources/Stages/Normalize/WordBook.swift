public import Bytes

/// The words of one thread's facts, by number: statuses, prices, currencies and other texts that
/// many objects share, so that a packed sight needs a byte or two for each.
public struct WordBook: Sendable {
  /// More different texts than this are no words; those beyond are packed in full.
  private static let limit = 1 << 14

  private(set) var symbols = Symbols()

  /// Creates a book without words.
  public init() {}

  /// The number of a word; nil when there are too many already.
  @inline(__always)
  mutating func number(of text: ByteView) -> UInt32? {
    if symbols.count < Self.limit { return symbols.intern(text).rawValue }
    return symbols.find(text)?.rawValue
  }
}

/// The words of all threads: the same symbols in every part of the facts and in what is folded
/// from them.
public struct Words: Sendable {
  /// The texts of all words.
  public private(set) var symbols = Symbols()
  /// For each book, the symbols of its words by their numbers.
  private var books: [[Symbol]] = []

  /// Joins books, which keep their places.
  public init(_ books: [WordBook]) {
    self.books = books.map { symbols.absorb($0.symbols) }
  }

  /// The word that a book has under a number.
  @inline(__always)
  subscript(book: Int, number: Int) -> Symbol { books[book][number] }
}
