/// The columns of a dump and where its records stand.
public struct DumpHeader: Hashable, Sendable {
  /// The names of the columns in file order, decoded.
  public var columns: [String]
  /// The offsets of the records in the bytes the header was read from.
  public var rows: Range<Int>
  /// Whether lines end with CR LF.
  public var hasCarriageReturns: Bool
  /// Whether the dump itself says that it is whole, by a trailer or an end marker.
  public var endIsProven: Bool
  /// The bytes of the header line without its line end; empty when there is none.
  public var line: [UInt8]

  /// Creates a header.
  public init(
    columns: [String], rows: Range<Int>, hasCarriageReturns: Bool = false,
    endIsProven: Bool = false, line: [UInt8] = []
  ) {
    self.columns = columns
    self.rows = rows
    self.hasCarriageReturns = hasCarriageReturns
    self.endIsProven = endIsProven
    self.line = line
  }

  /// The position of a column in file order, found by the bytes of its name.
  public func index(of column: String) -> Int? {
    columns.firstIndex { $0.utf8.elementsEqual(column.utf8) }
  }
}

/// How many records a dump, or a piece of one, held.
@frozen public struct DumpCount: Hashable, Sendable {
  /// Every record met, the rejected ones included.
  public var recordCount: Int
  /// The records that were noted as a rejection instead of being visited.
  public var rejectedCount: Int

  /// Creates a count.
  public init(recordCount: Int = 0, rejectedCount: Int = 0) {
    self.recordCount = recordCount
    self.rejectedCount = rejectedCount
  }

  /// Adds the count of another piece.
  public static func += (one: inout DumpCount, other: DumpCount) {
    one.recordCount += other.recordCount
    one.rejectedCount += other.rejectedCount
  }
}
