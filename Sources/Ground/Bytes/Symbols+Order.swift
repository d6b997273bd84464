extension Symbols {
  /// Sorts elements by the bytes of their symbols; those with equal symbols keep their order.
  ///
  /// - Complexity: O(n log n) for n elements, O(n) where they are sorted already.
  @inlinable
  public func sort<Element>(_ elements: inout [Element], by symbol: (Element) -> Symbol) {
    guard let order = order(of: elements.map(symbol)) else { return }
    elements = order.map { elements[Int($0)] }
  }

  /// The places of some symbols in the order of their texts' bytes; `nil` when they stand in that
  /// order already.
  ///
  /// Names of one kind begin alike (`cus_`, `user-00`) and differ soon after, so the eight bytes
  /// behind what all have in common decide almost always; only where they are equal the whole
  /// texts are compared.
  @usableFromInline
  func order(of symbols: [Symbol]) -> [UInt32]? {
    let shared = commonPrefixCount(symbols)
    var keys: [SortKey] = []
    keys.reserveCapacity(symbols.count)
    var isSorted = true
    for (place, symbol) in symbols.enumerated() {
      let prefix = withView(of: symbol) { $0.sortPrefix(from: shared) }
      let key = SortKey(prefix: prefix, symbol: symbol, place: UInt32(place))
      if isSorted, let last = keys.last { isSorted = precedes(last, key) }
      keys.append(key)
    }
    guard !isSorted else { return nil }
    keys.sort(by: precedes)
    return keys.map(\.place)
  }

  private func precedes(_ one: SortKey, _ other: SortKey) -> Bool {
    if one.prefix != other.prefix { return one.prefix < other.prefix }
    if one.symbol != other.symbol { return precedes(one.symbol, other.symbol) }
    return one.place < other.place
  }

  /// How many bytes at their start all texts share.
  private func commonPrefixCount(_ symbols: [Symbol]) -> Int {
    guard let first = symbols.first else { return 0 }
    return withView(of: first) { first in
      var shared = first.count
      for symbol in symbols where shared > 0 {
        shared = withView(of: symbol) { text in
          let limit = min(shared, text.count)
          var same = 0
          while same < limit, text[same] == first[same] { same += 1 }
          return same
        }
      }
      return shared
    }
  }
}

/// What a symbol is sorted by, before its whole text is looked at.
private struct SortKey {
  var prefix: UInt64
  var symbol: Symbol
  var place: UInt32
}

extension ByteView {
  /// Eight bytes as a number that orders like they do; a text that ends sooner orders first.
  fileprivate func sortPrefix(from start: Int) -> UInt64 {
    var prefix: UInt64 = 0
    for offset in start..<start + 8 {
      prefix = prefix << 8 | (offset < count ? UInt64(self[offset]) : 0)
    }
    return prefix
  }
}

/// From the symbols of one table to those of another, worked out as they are asked for.
public struct SymbolTranslation {
  private let source: Symbols
  private var numbers: [UInt32]

  private static let unasked = UInt32.max

  /// Prepares to translate the symbols of a table.
  ///
  /// - Parameters:
  ///   - source: the table.
  ///   - count: how many symbols, from the first, are the same in the other table; at least the
  ///     empty one is.
  public init(from source: Symbols, sharing count: Int = 1) {
    self.source = source
    numbers = Array(repeating: Self.unasked, count: source.count)
    for number in 0..<count { numbers[number] = UInt32(number) }
  }

  /// Works out many symbols together, which takes less time than one by one.
  ///
  /// - Parameters:
  ///   - wanted: the symbols that will be asked for.
  ///   - symbols: the other table, which must be the same one each time.
  public mutating func prepare(_ wanted: [Symbol], for symbols: inout Symbols) {
    var unasked: [Symbol] = []
    for symbol in wanted where numbers[Int(symbol.rawValue)] == Self.unasked {
      numbers[Int(symbol.rawValue)] = 0
      unasked.append(symbol)
    }
    var found = unasked
    symbols.absorb(&found, of: source)
    for (symbol, other) in zip(unasked, found) { numbers[Int(symbol.rawValue)] = other.rawValue }
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
