/// Symbols that belong together, directly or through others.
///
/// Each symbol stands in a tree; those of one tree are one group (disjoint sets with path
/// halving, after Tarjan and van Leeuwen).
public struct SymbolGroups: Sendable {
  private var parents: [UInt32]

  /// Begins with every symbol of a table alone.
  public init(of symbols: Symbols) { parents = Array(0..<UInt32(symbols.count)) }

  /// Says that some symbols belong together; the empty one belongs to nothing.
  @inlinable
  public mutating func join(_ symbols: some Sequence<Symbol>) {
    var first = Symbol.empty
    for symbol in symbols where symbol != .empty {
      if first == .empty { first = symbol } else { join(first, symbol) }
    }
  }

  @usableFromInline
  mutating func join(_ one: Symbol, _ other: Symbol) {
    let (one, other) = (group(of: one), group(of: other))
    // The smaller number wins, so that the groups do not depend on the order of the calls.
    parents[Int(max(one, other))] = min(one, other)
  }

  /// The number of a symbol's group.
  public mutating func group(of symbol: Symbol) -> UInt32 {
    var place = symbol.rawValue
    while parents[Int(place)] != place {
      parents[Int(place)] = parents[Int(parents[Int(place)])]
      place = parents[Int(place)]
    }
    return place
  }
}
