import Bytes
import Diagnostics
import Normalize
import Reconciliation

/// Follows the names that rows and objects share, from those asked for to all that a chain of them
/// ties to these; see ``EvidenceReach``, which does the same where everything is in memory.
struct NameClosure {
  /// With more objects than this, reading everything is not much more.
  private static let objectLimit = 10_000
  /// Each pass follows the chains by one object and one row.
  private static let passLimit = 16

  /// The names that are reached, by their fingerprints.
  private(set) var names: Set<UInt64>
  private(set) var objects: Set<RunIndex.ObjectPlace> = []
  private var unasked: [UInt64]
  private let index: RunIndex
  /// The names of each row that has any.
  private let rows: [[UInt64]]

  /// Prepares to follow names.
  ///
  /// - Parameters:
  ///   - names: where the chains begin.
  ///   - index: which names lead to which objects.
  ///   - tables: all tables, whose rows share names with the objects.
  ///   - symbols: the texts of the rows.
  init(_ names: Set<UInt64>, in index: RunIndex, _ tables: [DatabaseTable], _ symbols: Symbols) {
    self.names = names
    self.index = index
    unasked = names.sorted()
    rows = tables.flatMap { table in
      let fields = EvidenceReach.names(in: table.definition.role) ?? []
      return fields.isEmpty
        ? []
        : (0..<table.count).map { row in
          fields.map { table.symbol(row, $0) }.filter { $0 != .empty }
            .map { symbols.withView(of: $0) { Fingerprint.of($0) } }
        }
    }
  }

  /// Follows all chains to their ends; whether that was possible within the limits.
  ///
  /// - Throws: what reading the index throws.
  mutating func follow() throws(Failure) -> Bool {
    for _ in 0..<Self.passLimit {
      for row in rows where row.contains(where: names.contains) { reach(row) }
      guard !unasked.isEmpty else { return true }
      try followIndex()
      guard objects.count <= Self.objectLimit else { return false }
    }
    return false
  }

  private mutating func followIndex() throws(Failure) {
    var found: [Int: Set<UInt32>] = [:]
    for name in unasked {
      for place in try index.objects(named: name) where objects.insert(place).inserted {
        // Prices are looked up by all and lead to nobody.
        if name != NamedRecords.prices { found[place.block, default: []].insert(place.object) }
      }
    }
    unasked = []
    for (block, objects) in found.sorted(by: { $0.key < $1.key }) {
      reach(try index.names(of: objects, in: block))
    }
  }

  private mutating func reach(_ more: [UInt64]) {
    for name in more where names.insert(name).inserted { unasked.append(name) }
  }
}
