public import Bytes

/// The items of a subscription that has several, written as one text: ids and prices in turn.
public struct ItemList: Sendable {
  /// What stands between two words: ids have no such letter.
  public static let separator = UInt8(ascii: "|")

  /// The ids of the items and of their prices, in Stripe's order.
  public let items: [(item: String, price: String)]

  /// Reads a list; one that was cut ends with its last whole item.
  public init(_ symbol: Symbol, in symbols: Symbols) {
    let words = symbols.text(symbol).split(separator: "|", omittingEmptySubsequences: false)
    items = stride(from: 0, to: words.count - 1, by: 2).map {
      (String(words[$0]), String(words[$0 + 1]))
    }
  }
}
