public import Reconciliation

/// A table as its dump has it, every cell the way the database wrote it.
public struct ExportedTable {
  /// The rows, reduced to what is compared.
  public let table: DatabaseTable
  /// The table as a plan relies on it, one column for each of the definition.
  public let shape: TableShape
  private let cells: (RecordOrigin) -> [[UInt8]?]
  /// For each column of the shape its place in the file.
  private let filePlaces: [Int?]

  init(
    _ table: DatabaseTable, in database: DatabaseDefinition,
    cells: @escaping (RecordOrigin) -> [[UInt8]?]
  ) {
    self.table = table
    self.cells = cells
    shape = TableShape(table.definition, in: database)
    filePlaces = table.definition.columns.map { column in
      table.fileColumns.firstIndex { $0.utf8.elementsEqual(column.name.utf8) }
    }
  }

  /// The exported cells of a row, one for each column of the shape.
  public func row(_ row: Int) -> [ExportedCell] {
    let file = cells(table.origins[row])
    return filePlaces.map { place in
      guard let place, file.indices.contains(place) else { return .null }
      return file[place].map { .text($0) } ?? .null
    }
  }
}

extension [ExportedTable] {
  /// The place of the table of a name; `nil` when there is none.
  func place(named name: String) -> Int? {
    firstIndex { $0.table.definition.name.utf8.elementsEqual(name.utf8) }
  }
}
