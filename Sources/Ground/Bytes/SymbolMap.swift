/// A number for each of some symbols, found in a few nanoseconds.
///
/// A dictionary would hash with a seed of the process; symbols are small numbers from our own
/// tables, nobody can choose them, and one multiplication scatters them well enough. It cannot be
/// iterated, so its order never reaches an output.
@frozen public struct SymbolMap: Sendable {
  /// Each slot holds a symbol in its high half and its number in the low half; zero is free.
  @usableFromInline var slots: [UInt64]
  @usableFromInline var shift: UInt32
  @usableFromInline var count = 0

  /// Creates a map with room for so many symbols; it grows when there are more.
  public init(minimumCapacity: Int = 0) {
    var bits: UInt32 = 4
    while (1 << bits) < minimumCapacity * 2 { bits += 1 }
    slots = Array(repeating: 0, count: 1 << bits)
    shift = 32 - bits
  }

  /// The number of a symbol, 0 to `UInt32.max`; the empty symbol has none and can be given none.
  @inlinable
  public subscript(symbol: Symbol) -> UInt32? {
    get {
      let slot = slots[slot(of: symbol)]
      return slot == 0 ? nil : UInt32(truncatingIfNeeded: slot)
    }
    set {
      guard symbol != .empty, let newValue else { return }
      let place = slot(of: symbol)
      if slots[place] == 0 { count += 1 }
      slots[place] = UInt64(symbol.rawValue) << 32 | UInt64(newValue)
      if count * 2 > slots.count { grow() }
    }
  }

  /// The slot of a symbol, or the free one it would be put into.
  @inlinable @inline(__always)
  func slot(of symbol: Symbol) -> Int {
    let mask = slots.count - 1
    var slot = Int((symbol.rawValue &* 0x9E37_79B1) >> shift)
    while slots[slot] != 0, UInt32(truncatingIfNeeded: slots[slot] >> 32) != symbol.rawValue {
      slot = (slot + 1) & mask
    }
    return slot
  }

  @usableFromInline
  mutating func grow() {
    var larger = SymbolMap(minimumCapacity: slots.count)
    for slot in slots where slot != 0 {
      larger[Symbol(rawValue: UInt32(slot >> 32))] = UInt32(truncatingIfNeeded: slot)
    }
    self = larger
  }
}

/// Who claims each of some symbols: nobody, one claimant, or several.
///
/// Which several there are is not kept: every question so far is whether there is only one.
@frozen public struct SymbolClaims: Sendable {
  @usableFromInline var claimants: SymbolMap

  /// Stands for more than one claimant.
  @usableFromInline static let several = UInt32.max

  /// Creates a map without claims, with room for so many symbols.
  public init(minimumCapacity: Int = 0) {
    claimants = SymbolMap(minimumCapacity: minimumCapacity)
  }

  /// Notes a claim; the same claimant may claim a symbol again, nobody can claim the empty one.
  ///
  /// - Parameters:
  ///   - symbol: what is claimed.
  ///   - claimant: a number below `UInt32.max`.
  @inlinable
  public mutating func claim(_ symbol: Symbol, by claimant: UInt32) {
    guard let earlier = claimants[symbol] else { return claimants[symbol] = claimant }
    if earlier != claimant { claimants[symbol] = Self.several }
  }

  /// The only claimant of a symbol; `nil` when there is none or more than one.
  @inlinable
  public subscript(sole symbol: Symbol) -> UInt32? {
    guard let claimant = claimants[symbol], claimant != Self.several else { return nil }
    return claimant
  }

  /// Whether more than one claim a symbol.
  @inlinable
  public func isShared(_ symbol: Symbol) -> Bool { claimants[symbol] == Self.several }

  /// Whether somebody claims a symbol besides the given claimant.
  @inlinable
  public func isClaimed(_ symbol: Symbol, besidesBy claimant: UInt32?) -> Bool {
    claimants[symbol].map { $0 == Self.several || $0 != claimant } ?? false
  }
}
