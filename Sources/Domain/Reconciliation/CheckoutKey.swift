public import Bytes

/// What the application writes into the metadata of a Checkout session, and reads when it is paid.
public struct CheckoutKey: Hashable, Sendable {
  /// The key in the metadata.
  public var key: String
  /// Whose id it is, the user's or the organisation's, if it is one of them.
  public var field: RowField?
  /// The table whose row it names; empty for a value that names none.
  public var table: String
  /// The column there.
  public var target: String
  /// The only values it may have; empty where it names a row, or any will do.
  public var values: [String]

  /// Creates a key.
  public init(
    key: String, field: RowField? = nil, table: String = "", target: String = "",
    values: [String] = []
  ) {
    self.key = key
    self.field = field
    self.table = table
    self.target = target
    self.values = values
  }
}

/// The values of a session's metadata under some keys, in their order, written as one text.
public struct MetadataList: Sendable {
  /// What stands behind each value; a value with such a byte in it counts as missing.
  public static let end: UInt8 = 0x1F

  private let values: [ArraySlice<UInt8>]

  /// Reads a list.
  public init(_ symbol: Symbol, in symbols: Symbols) {
    values = symbols.array(symbol).split(separator: Self.end, omittingEmptySubsequences: false)
  }

  /// The value of the key at a place; `nil` where the metadata has none.
  public subscript(place: Int) -> String? {
    guard values.indices.contains(place), !values[place].isEmpty else { return nil }
    return String(decoding: values[place], as: UTF8.self)
  }
}
