extension Symbols {
  /// Sorts elements by the bytes of a text each of them has; equal texts keep their order.
  ///
  /// Texts are compared by eight bytes after what all of them begin with, which tells most ids
  /// apart without looking them up.
  ///
  /// - Complexity: O(n log n) comparisons of numbers.
  public func sort<Element>(_ elements: inout [Element], by text: (Element) -> Symbol) {
    guard elements.count > 1 else { return }
    let symbols = elements.map(text)
    let common = commonPrefix(of: symbols)
    var order = symbols.indices.map { place in
      SortKey(word: word(of: symbols[place], from: common), place: UInt32(place))
    }
    order.sort { one, other in
      if one.word != other.word { return one.word < other.word }
      let (first, second) = (symbols[Int(one.place)], symbols[Int(other.place)])
      return first == second ? one.place < other.place : precedes(first, second)
    }
    elements = order.map { elements[Int($0.place)] }
  }

  private struct SortKey {
    var word: UInt64
    var place: UInt32
  }

  /// How many bytes all texts begin with alike.
  private func commonPrefix(of symbols: [Symbol]) -> Int {
    let first = array(symbols[0])
    var length = first.count
    for symbol in symbols where length > 0 {
      withView(of: symbol) { text in
        length = min(length, text.count)
        for offset in 0..<length where text[offset] != first[offset] {
          length = offset
          break
        }
      }
    }
    return length
  }

  /// Eight bytes as a number that orders as they do; where the text ends zeros stand in, and the
  /// texts themselves decide.
  private func word(of symbol: Symbol, from start: Int) -> UInt64 {
    withView(of: symbol) { text in
      var word: UInt64 = 0
      for offset in start..<start + 8 {
        word = word << 8 | UInt64(offset < text.count ? text[offset] : 0)
      }
      return word
    }
  }
}

/// From the symbols of one table to those of another, worked out as they are asked for.
public struct SymbolTranslation {
  private let source: Symbols
  private var numbers: [UInt32]

  private static let unasked = UInt32.max

  /// Prepares to translate the symbols of a table.
  public init(from source: Symbols) {
    self.source = source
    numbers = Array(repeating: Self.unasked, count: source.count)
  }

  /// The symbol of the same text in another table, which must be the same one each time.
  public mutating func translate(_ symbol: Symbol, into symbols: inout Symbols) -> Symbol {
    let place = Int(symbol.rawValue)
    if numbers[place] == Self.unasked {
      numbers[place] = source.withView(of: symbol) { symbols.intern($0) }.rawValue
    }
    return Symbol(rawValue: numbers[place])
  }
}
