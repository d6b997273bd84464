public import Billing
public import Bytes

/// One entry of a cache, without its values.
@frozen public struct CacheEntry: Sendable {
  /// What the key says after its prefix.
  public var identifier: Symbol
  /// The whole key.
  public var key: Symbol
  /// When it was written; `nil` when the dump does not say.
  public var writtenAt: Timestamp?
  /// Seconds left when the cache was dumped, as Redis' TTL has it: -1 for ever, -2 for gone.
  public var secondsLeft: Int64?
  /// Whether it says that there is no subscription.
  public var isNegative: Bool
  /// Where the record stands.
  public var origin: RecordOrigin

  /// Creates an entry.
  public init(identifier: Symbol, key: Symbol, origin: RecordOrigin) {
    self.identifier = identifier
    self.key = key
    self.origin = origin
    writtenAt = nil
    secondsLeft = nil
    isNegative = false
  }

  /// Whether the cache no longer gives it out.
  @inlinable public var isGone: Bool { secondsLeft == -2 }
}

/// The entries of one dumped cache.
public struct CacheTable: Sendable {
  /// What the pipeline says about the cache.
  public let definition: CacheDefinition
  /// The entries, in the order of the files.
  public private(set) var entries: [CacheEntry] = []
  /// Lines about keys of no declared cache.
  public var otherKeyCount = 0
  /// Whether a dump was supplied.
  public var isSupplied = false
  /// Whether lines of the dump could not be read: what is missing in it proves nothing.
  public var isDamaged = false
  private var cells: [Cell] = []
  private var places = SymbolMap()
  private let slots: [Int8]

  /// Creates an empty cache.
  public init(definition: CacheDefinition) {
    self.definition = definition
    slots = CacheField.allCases.map { Int8(definition.place(of: $0) ?? -1) }
  }

  /// What an entry says; unknown for a field that entries do not have.
  public subscript(entry: Int, field: CacheField) -> Cell {
    let slot = Int(slots[field.ordinal])
    return slot < 0 ? .unknown : cells[entry * definition.values.count + slot]
  }

  /// The place of the entry about something; `nil` when the cache gives out none.
  public func place(of identifier: Symbol) -> Int? {
    guard let place = places[identifier].map({ Int($0) }), !entries[place].isGone else {
      return nil
    }
    return place
  }

  /// Adds an entry; `values` holds one cell for each value of the definition.
  public mutating func add(_ entry: CacheEntry, values: some Sequence<Cell>) {
    entries.append(entry)
    cells.append(contentsOf: values)
  }

  /// Appends the entries of the next piece of the same cache.
  ///
  /// - Parameters:
  ///   - piece: the entries, their records numbered from one within the piece.
  ///   - map: from the piece's symbols to those of the run.
  ///   - recordBase: how many records stand before the piece in its file.
  public mutating func absorb(_ piece: CacheTable, symbols map: [Symbol], recordBase: Int) {
    for var entry in piece.entries {
      entry.identifier = map[Int(entry.identifier.rawValue)]
      entry.key = map[Int(entry.key.rawValue)]
      entry.origin.recordNumber += UInt32(recordBase)
      entries.append(entry)
    }
    cells.append(contentsOf: piece.cells.lazy.map { $0.renumbered(by: map) })
    otherKeyCount += piece.otherKeyCount
  }

  /// Makes entries findable; of several about one thing the one written last counts.
  ///
  /// - Returns: the places of those that do not count.
  public mutating func settle() -> [Int] {
    places = SymbolMap(minimumCapacity: entries.count)
    var superseded: [Int] = []
    for (place, entry) in entries.enumerated() {
      if let rival = places[entry.identifier].map({ Int($0) }) {
        let isOlder = isWritten(entry, before: entries[rival])
        superseded.append(isOlder ? place : rival)
        if isOlder { continue }
      }
      places[entry.identifier] = UInt32(place)
    }
    return superseded
  }

  private func isWritten(_ entry: CacheEntry, before other: CacheEntry) -> Bool {
    guard let one = entry.writtenAt, let two = other.writtenAt else { return false }
    return one < two
  }

  /// Takes an entry out of the cache, as the remedy of a finding would.
  public mutating func drop(key: Symbol) {
    for place in entries.indices where entries[place].key == key { entries[place].secondsLeft = -2 }
  }
}

extension CacheField {
  /// The place of the field in `allCases`, without a search.
  fileprivate var ordinal: Int { Int(unsafe unsafeBitCast(self, to: UInt8.self)) }
}
