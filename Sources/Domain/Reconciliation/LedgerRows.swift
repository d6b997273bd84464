public import Billing

/// Rows of a ledger that are worth a finding each: how many there are, and the first of them.
///
/// A ledger is the largest table, and all of it may be of the wrong account.
public struct LedgerRows: Sendable {
  /// The most rows that are kept; more are counted.
  public static let limit = 500

  /// A row, and the instant that makes it one of these, if one does.
  public struct Row: Sendable {
    /// What the row says.
    public var entry: EventEntry
    /// The instant in question.
    public var time: Timestamp?
  }

  /// The first rows, in the order of the files.
  public private(set) var rows: [Row] = []
  /// How many there are.
  public private(set) var count = 0

  /// Creates an empty list.
  public init() {}

  /// How many rows there are besides those that are kept.
  public var restCount: Int { count - rows.count }

  /// Whether another row would be kept.
  public var hasRoom: Bool { rows.count < Self.limit }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - entry: what it says; needed only where there is room for it.
  ///   - time: the instant that makes it one of these.
  public mutating func add(_ entry: EventEntry?, time: Timestamp? = nil) {
    if hasRoom, let entry { rows.append(Row(entry: entry, time: time)) }
    count += 1
  }

  /// Appends what the next stretch of a file holds.
  ///
  /// - Parameters:
  ///   - stretch: the rows, their records numbered from one within the stretch.
  ///   - recordBase: how many records stand before the stretch in its file.
  public mutating func append(_ stretch: LedgerRows, recordBase: Int) {
    for var row in stretch.rows.prefix(Self.limit - rows.count) {
      row.entry.origin.recordNumber += UInt32(recordBase)
      rows.append(row)
    }
    count += stretch.count
  }
}
