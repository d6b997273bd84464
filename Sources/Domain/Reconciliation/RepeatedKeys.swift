import Billing
import Bytes

/// The rows of a table whose key another row before them has.
///
/// A key names one row. Where a dump has it twice the dump is not of one moment, or a file of it
/// was read twice; which of the rows the database has, nobody can say.
public struct RepeatedKeys {
  /// A row, and the first that has its key.
  public struct Repetition: Hashable, Sendable {
    /// The place of the later row.
    public var row: Int
    /// The place of the first one.
    public var first: Int
  }

  /// The rows, in the order of the table.
  public private(set) var repetitions: [Repetition] = []
  /// The names of the columns that make the key; none where it is not kept.
  public let columns: [String]

  /// Looks through a table; a row with a key that is null or cannot be read is passed over.
  ///
  /// - Parameter table: the table.
  /// - Complexity: linear in the rows.
  public init(in table: DatabaseTable) {
    let places = Self.places(in: table)
    columns = places.map { table.definition.columns[$0].name }
    guard !places.isEmpty else { return }
    func key(_ row: Int) -> [Cell] { places.map { table[row, column: $0] } }
    var rows: [(hash: UInt64, row: Int)] = []
    rows.reserveCapacity(table.count)
    for row in 0..<table.count {
      var hash: UInt64 = 0
      var isWhole = true
      for place in places {
        let cell = table[row, column: place]
        isWhole = isWhole && cell.hasValue
        hash = Fingerprint.fold(hash ^ cell.rawValue ^ Self.seed, Self.factor)
      }
      if isWhole { rows.append((hash, row)) }
    }
    rows.sort(byHash: { $0.hash }, then: { $0.row < $1.row })
    var start = 0
    for place in rows.indices.dropFirst() {
      if rows[place].hash != rows[start].hash { start = place }
      let earlier = rows[start..<place].first { key($0.row) == key(rows[place].row) }
      guard let earlier else { continue }
      repetitions.append(Repetition(row: rows[place].row, first: earlier.row))
    }
    repetitions.sort { $0.row < $1.row }
  }

  private static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let factor: UInt64 = 0xD6E8_FEB8_6659_FD93

  /// The columns that make the key, all of which must be kept.
  private static func places(in table: DatabaseTable) -> [Int] {
    let columns = table.definition.columns
    let places = columns.indices.filter { columns[$0].isKey }
    return places.allSatisfy { table.slots[$0] >= 0 } ? places : []
  }
}
