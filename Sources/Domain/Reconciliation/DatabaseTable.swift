public import Billing
public import Bytes

/// The rows of one dumped table, reduced to the cells that are compared or checked.
public struct DatabaseTable: Sendable {
  /// What the pipeline says about the table.
  public let definition: TableDefinition
  /// Where each row stands in its file.
  public var origins: [RecordOrigin] = []
  /// The cells of all rows, one row after another; see ``slots``.
  public var cells: [Cell] = []
  /// For each column of the definition its place within a row's cells; -1 if it is not kept.
  public let slots: [Int]
  /// How many cells make a row.
  public private(set) var width: Int
  /// Rows that were read and counted, but of which nothing is kept here.
  public var passedCount = 0
  /// Whether a record of it was rejected, so that what is missing in it proves nothing.
  public var isDamaged = false
  /// The names of the columns in the file, in file order.
  public var fileColumns: [String] = []
  /// For each field its place within a row's cells; -1 if no column holds it.
  @usableFromInline var fieldSlots: [Int8]

  /// Creates an empty table that keeps the columns at the given places of the definition.
  public init(definition: TableDefinition, keeping places: [Int]) {
    self.definition = definition
    var slots = [Int](repeating: -1, count: definition.columns.count)
    for (slot, place) in places.enumerated() { slots[place] = slot }
    self.slots = slots
    width = places.count
    fieldSlots = RowField.allCases.map { field in
      definition.place(of: field).map { Int8(slots[$0]) } ?? -1
    }
  }

  /// The number of rows that are kept.
  public var count: Int { origins.count }

  /// The number of rows the dump has, kept or not.
  public var rowCount: Int { origins.count + passedCount }

  /// What a row says about a field; unknown when no column holds it.
  @inlinable public subscript(row: Int, field: RowField) -> Cell {
    @inline(__always) get {
      let slot = Int(fieldSlots[field.ordinal])
      return slot < 0 ? .unknown : cells[row * width + slot]
    }
  }

  /// What a row says in a column of the definition; unknown when the column is not kept.
  @inlinable public subscript(row: Int, column column: Int) -> Cell {
    @inline(__always) get {
      let slot = slots[column]
      return slot < 0 ? .unknown : cells[row * width + slot]
    }
  }

  /// The text of a field's cell; empty when there is none.
  @inlinable @inline(__always)
  public func symbol(_ row: Int, _ field: RowField) -> Symbol {
    self[row, field].symbol ?? .empty
  }

  /// Replaces a kept cell, as a change would; a column that is not kept stays as it is.
  public mutating func set(_ cell: Cell, row: Int, column: Int) {
    let slot = slots[column]
    if slot >= 0 { cells[row * width + slot] = cell }
  }

  /// Adds a row, as a change would; what is not said is null.
  ///
  /// - Parameters:
  ///   - values: what the row says, by the columns of the definition.
  ///   - origin: the record that it was made from.
  public mutating func append(_ values: [NewCell], from origin: RecordOrigin) {
    let row = count
    origins.append(origin)
    cells += repeatElement(.null, count: width)
    for value in values { set(value.cell, row: row, column: value.column) }
  }

  /// Gives every row a field that no column of the table holds.
  ///
  /// - Parameters:
  ///   - field: the field.
  ///   - cell: what it is in a row.
  /// - Complexity: linear in the cells.
  public mutating func lend(_ field: RowField, _ cell: (_ row: Int) -> Cell) {
    var wider: [Cell] = []
    wider.reserveCapacity(cells.count + count)
    for row in 0..<count {
      wider += cells[row * width..<(row + 1) * width]
      wider.append(cell(row))
    }
    fieldSlots[field.ordinal] = Int8(width)
    width += 1
    cells = wider
  }

  /// Appends the rows of the next piece of the same table.
  ///
  /// - Parameters:
  ///   - piece: the rows, their records numbered from one within the piece.
  ///   - map: from the piece's symbols to those of the run.
  ///   - recordBase: how many records stand before the piece in its file.
  public mutating func absorb(_ piece: DatabaseTable, symbols map: [Symbol], recordBase: Int) {
    if fileColumns.isEmpty { fileColumns = piece.fileColumns }
    for var origin in piece.origins {
      origin.recordNumber += UInt32(recordBase)
      origins.append(origin)
    }
    cells.append(contentsOf: piece.cells.lazy.map { $0.renumbered(by: map) })
  }
}

extension [DatabaseTable] {
  /// The place of the table of a name.
  public func place(named name: String) -> Int? {
    firstIndex { $0.definition.name.utf8.elementsEqual(name.utf8) }
  }
}

extension RowField {
  /// The place of the field in `allCases`.
  ///
  /// An enumeration without payloads is one byte that counts its cases in order; reading that
  /// byte keeps a lookup off the data path.
  @inlinable public var ordinal: Int { Int(unsafe unsafeBitCast(self, to: UInt8.self)) }
}
