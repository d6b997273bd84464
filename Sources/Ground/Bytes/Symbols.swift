#if canImport(Glibc)
import Glibc
#endif

/// A text that has been seen before, as a number: equal texts of one table are equal numbers.
@frozen public struct Symbol: Hashable, Sendable {
  /// The place of the text in its ``Symbols`` table; zero is the empty text.
  public var rawValue: UInt32
  /// Creates a symbol from its number.
  @inlinable @inline(__always) public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// The empty text, in every table.
  @inlinable public static var empty: Symbol { Symbol(rawValue: 0) }
}

/// A table that stores each distinct text once and hands out ``Symbol``s for it.
///
/// Numbers are given in order of first appearance, so they depend on the order of input and must
/// never decide the order of an output: sort by ``withView(of:_:)`` instead.
public struct Symbols: Sendable {
  private var bytes: [UInt8] = []
  private var ends = ByteOffsets()
  /// The hash of a text in the high half, its number in the low half; zero where there is none.
  private var slots: [UInt64]
  private var mask: Int

  /// Creates a table that holds only the empty text.
  public init() {
    slots = Array(repeating: 0, count: 1 << 4)
    mask = slots.count - 1
    ends.append(0)
  }

  /// Makes room, so that nothing is moved while texts like those of another table are added.
  ///
  /// - Parameters:
  ///   - times: how many tables are going to be added; room that is not used costs no memory.
  ///   - other: one of them.
  public mutating func reserve(_ times: Int, like other: Symbols) {
    bytes.reserveCapacity(bytes.count + other.bytes.count * times)
    ends.reserve(other.ends.count * times)
  }

  /// How many distinct texts there are, the empty one included.
  public var count: Int { ends.count }

  /// How many texts there can be: a number has 32 bits.
  public static let countLimit = Int(UInt32.max)

  /// Whether all texts of another table still have numbers here.
  ///
  /// Whoever adds what an input of any size holds asks before.
  public func hasRoom(for other: Symbols) -> Bool { count + other.count <= Self.countLimit }

  /// The symbol for a text, which is stored if it is new.
  public mutating func intern(_ text: ByteView) -> Symbol {
    text.count > 0 ? intern(text, Self.hash(text)) : .empty
  }

  /// The symbol for a text that is not empty, given its hash.
  private mutating func intern(_ text: ByteView, _ hash: UInt32) -> Symbol {
    let slot = slot(of: text, hash)
    if slots[slot] != 0 { return Symbol(rawValue: UInt32(truncatingIfNeeded: slots[slot])) }
    let fresh = UInt32(ends.count)
    unsafe bytes.append(contentsOf: text.buffer)
    ends.append(bytes.count)
    slots[slot] = UInt64(hash) << 32 | UInt64(fresh)
    if ends.count * 4 > slots.count * 3 { grow() }
    return Symbol(rawValue: fresh)
  }

  /// The symbol for a text, which is stored if it is new.
  public mutating func intern(_ text: String) -> Symbol {
    var text = text
    return text.withUTF8 { unsafe intern(ByteView($0)) }
  }

  /// The symbol for a text, which is stored if it is new.
  public mutating func intern(bytes text: [UInt8]) -> Symbol {
    unsafe text.withUnsafeBufferPointer { unsafe intern(ByteView($0)) }
  }

  /// The symbol a text already has, if it has one.
  public func find(_ text: ByteView) -> Symbol? {
    guard text.count > 0 else { return .empty }
    let entry = slots[slot(of: text, Self.hash(text))]
    return entry == 0 ? nil : Symbol(rawValue: UInt32(truncatingIfNeeded: entry))
  }

  /// The slot that holds a text, or the free one it would be put into.
  @inline(__always)
  private func slot(of text: ByteView, _ hash: UInt32) -> Int {
    var slot = Int(hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return slot }
      if UInt32(truncatingIfNeeded: entry &>> 32) == hash,
        isEqual(UInt32(truncatingIfNeeded: entry), text)
      {
        return slot
      }
      slot = (slot &+ 1) & mask
    }
  }

  /// The symbol a text already has, if it has one.
  public func find(_ text: String) -> Symbol? {
    var text = text
    return text.withUTF8 { unsafe find(ByteView($0)) }
  }

  /// The symbol a text already has, if it has one.
  public func find(bytes text: [UInt8]) -> Symbol? {
    unsafe text.withUnsafeBufferPointer { unsafe find(ByteView($0)) }
  }

  /// The text of a symbol of this table.
  public func text(_ symbol: Symbol) -> String {
    String(decoding: bytes[range(of: symbol)], as: UTF8.self)
  }

  /// The bytes of a symbol of this table.
  public func array(_ symbol: Symbol) -> [UInt8] { Array(bytes[range(of: symbol)]) }

  /// Lends the bytes of a symbol for the duration of a closure.
  public func withView<Result>(of symbol: Symbol, _ body: (ByteView) -> Result) -> Result {
    let range = range(of: symbol)
    return unsafe bytes.withUnsafeBufferPointer { whole in
      unsafe body(ByteView(UnsafeBufferPointer(rebasing: whole[range])))
    }
  }

  /// Whether one text comes before another by the order of their bytes.
  public func precedes(_ one: Symbol, _ other: Symbol) -> Bool {
    if one == other { return false }
    return withView(of: one) { one in withView(of: other) { one.precedes($0) } }
  }

  /// Adds every text of another table; the result maps its numbers to numbers of this one.
  public mutating func absorb(_ other: Symbols) -> [Symbol] {
    var map = (0..<UInt32(other.count)).map { Symbol(rawValue: $0) }
    absorb(&map, of: other)
    return map
  }

  @inline(__always)
  private func range(of symbol: Symbol) -> Range<Int> {
    let number = Int(symbol.rawValue)
    return (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  @inline(__always)
  private func isEqual(_ candidate: UInt32, _ text: ByteView) -> Bool {
    let range = range(of: Symbol(rawValue: candidate))
    guard range.count == text.count else { return false }
    return unsafe bytes.withUnsafeBufferPointer { whole in
      unsafe memcmp(whole.baseAddress.unsafelyUnwrapped + range.lowerBound, text.start, text.count)
        == 0
    }
  }

  private mutating func grow() {
    let entries = slots
    slots = Array(repeating: 0, count: entries.count * 2)
    mask = slots.count - 1
    for entry in entries where entry != 0 {
      var slot = Int(entry >> 32) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }

  /// The hash of a text that its slot is found by.
  @inline(__always)
  private static func hash(_ text: ByteView) -> UInt32 {
    UInt32(truncatingIfNeeded: Fingerprint.of(text))
  }
}

extension Symbols {
  /// How many texts are looked up side by side: as many as a core can wait for, and some more.
  private static let batchCount = 32

  /// A text on its way through a table.
  private struct Lookup {
    var text: ByteView
    var hash: UInt32 = 0
    /// The text that may be the same; zero for none.
    var candidate: UInt32 = 0
    var isFound = false
  }

  /// Adds some texts of another table, each symbol of which becomes the one here.
  mutating func absorb(_ symbols: inout [Symbol], of other: Symbols) {
    unsafe other.bytes.withUnsafeBufferPointer { source in
      internSideBySide(symbols.count) { place in
        let range = other.range(of: symbols[place])
        return unsafe ByteView(UnsafeBufferPointer(rebasing: source[range]))
      } found: { place, symbol in
        symbols[place] = symbol
      }
    }
  }

  /// Looks up some texts at once; those that are new are stored.
  ///
  /// - Parameters:
  ///   - texts: the texts, which are none of this table's own.
  ///   - symbols: receives their symbols, in place of what it holds.
  public mutating func intern(_ texts: [ByteView], into symbols: inout [Symbol]) {
    symbols.removeAll(keepingCapacity: true)
    internSideBySide(texts.count) {
      texts[$0]
    } found: {
      symbols.append($1)
    }
  }

  /// Looks up texts by their places from zero on, and tells the symbol of each, in their order.
  ///
  /// A large table lies beyond every cache. The texts are looked up some at a time and step by
  /// step, with nothing in between, so that many searches wait for memory together.
  @inline(__always)
  private mutating func internSideBySide(
    _ count: Int, text: (Int) -> ByteView, found: (Int, Symbol) -> Void
  ) {
    unsafe withUnsafeTemporaryAllocation(of: Lookup.self, capacity: Self.batchCount) { lookups in
      for first in stride(from: 0, to: count, by: Self.batchCount) {
        let batch = unsafe UnsafeMutableBufferPointer(
          rebasing: lookups[..<min(Self.batchCount, count - first)])
        for place in batch.indices {
          unsafe batch.initializeElement(at: place, to: Lookup(text: text(first + place)))
        }
        unsafe find(batch)
        for place in batch.indices { found(first + place, unsafe symbol(of: batch[place])) }
      }
    }
  }

  /// The symbol of a text, whose place is known or not.
  @inline(__always)
  private mutating func symbol(of lookup: Lookup) -> Symbol {
    if lookup.isFound { return Symbol(rawValue: lookup.candidate) }
    return lookup.text.count > 0 ? intern(lookup.text, lookup.hash) : .empty
  }

  /// Looks at the first candidate of each text; whoever is not found may be further on.
  private func find(_ batch: UnsafeMutableBufferPointer<Lookup>) {
    for place in batch.indices {
      unsafe batch[place].hash = Self.hash(batch[place].text)
    }
    for place in batch.indices {
      let entry = unsafe slots[Int(batch[place].hash) & mask]
      if unsafe UInt32(truncatingIfNeeded: entry &>> 32) == batch[place].hash {
        unsafe batch[place].candidate = UInt32(truncatingIfNeeded: entry)
      }
    }
    for place in batch.indices where unsafe batch[place].candidate != 0 {
      unsafe batch[place].isFound = isEqual(batch[place].candidate, batch[place].text)
    }
  }
}
