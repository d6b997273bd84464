public import Bytes

/// One value as either side states it, in eight bytes.
///
/// *Unknown* and *null* are different on purpose: unknown means that the source says nothing
/// (a key that this API version does not carry, a column that was not exported), null means that
/// it says "nothing". Absence is never evidence.
@frozen public struct Cell: Hashable, Sendable {
  /// The kind in the low four bits, the payload in the high sixty.
  public let rawValue: UInt64

  /// What a cell holds.
  @frozen public enum Kind: UInt64, Sendable {
    /// The source says nothing about this.
    case unknown
    /// The source says that there is no value.
    case null
    /// True or false.
    case flag
    /// A whole number.
    case integer
    /// An instant.
    case time
    /// A text, as its symbol.
    case symbol
    /// Something that is not of the declared type; the reader has noted a diagnostic.
    case malformed
  }

  @inlinable @inline(__always)
  init(_ kind: Kind, _ payload: Int64) {
    rawValue = UInt64(bitPattern: payload) << 4 | kind.rawValue
  }

  /// The cell that another one's ``rawValue`` is of.
  @inlinable @inline(__always)
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Nothing is known.
  @inlinable public static var unknown: Cell { Cell(.unknown, 0) }
  /// Known to have no value.
  @inlinable public static var null: Cell { Cell(.null, 0) }
  /// Not of the declared type.
  @inlinable public static var malformed: Cell { Cell(.malformed, 0) }
  /// A truth value.
  @inlinable public static func flag(_ value: Bool) -> Cell { Cell(.flag, value ? 1 : 0) }
  /// A whole number within ±2^59; anything larger is malformed.
  @inlinable public static func integer(_ value: Int64) -> Cell {
    value >> 59 == 0 || value >> 59 == -1 ? Cell(.integer, value) : .malformed
  }
  /// An instant.
  @inlinable public static func time(_ value: Timestamp) -> Cell {
    let value = value.microseconds
    return value >> 59 == 0 || value >> 59 == -1 ? Cell(.time, value) : .malformed
  }
  /// A text.
  @inlinable public static func symbol(_ value: Symbol) -> Cell {
    Cell(.symbol, Int64(value.rawValue))
  }

  @inlinable @inline(__always)
  var payload: Int64 { Int64(bitPattern: rawValue) >> 4 }

  /// What this cell holds.
  @inlinable public var kind: Kind { Kind(rawValue: rawValue & 15) ?? .malformed }
  /// Whether the source says anything.
  @inlinable public var isKnown: Bool { kind != .unknown && kind != .malformed }
  /// Whether the source says that there is no value.
  @inlinable public var isNull: Bool { kind == .null }
  /// Whether there is a value: neither unknown, null nor malformed.
  @inlinable public var hasValue: Bool { isKnown && !isNull }
  /// The instant, if this is one.
  @inlinable public var time: Timestamp? {
    kind == .time ? Timestamp(microseconds: payload) : nil
  }
  /// The number, if this is one.
  @inlinable public var integer: Int64? { kind == .integer ? payload : nil }
  /// The truth value, if this is one.
  @inlinable public var flag: Bool? { kind == .flag ? payload != 0 : nil }
  /// The text, if this is one.
  @inlinable public var symbol: Symbol? {
    kind == .symbol ? Symbol(rawValue: UInt32(truncatingIfNeeded: payload)) : nil
  }

  /// The same cell with its symbol renumbered; used when tables of symbols are merged.
  @inlinable public func renumbered(by map: [Symbol]) -> Cell {
    guard let symbol else { return self }
    return .symbol(map[Int(symbol.rawValue)])
  }

  /// The value as text for reports: `null`, `true`, a number, an ISO instant or the text itself.
  public func text(in symbols: Symbols) -> String? {
    switch kind {
    case .unknown, .malformed: nil
    case .null: "null"
    case .flag: payload != 0 ? "true" : "false"
    case .integer: String(payload)
    case .time: Timestamp(microseconds: payload).iso
    case .symbol: symbols.text(Symbol(rawValue: UInt32(truncatingIfNeeded: payload)))
    }
  }
}
