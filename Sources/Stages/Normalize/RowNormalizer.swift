import Billing
public import Bytes
public import Diagnostics
public import Dumps
public import Reconciliation

/// Turns the records of a dumped table into cells of the declared types.
public struct RowNormalizer: Sendable {
  /// The rows taken so far.
  public private(set) var table: DatabaseTable
  /// The texts behind their cells.
  public private(set) var symbols = Symbols()
  private let columns: [ColumnDefinition]
  private let readers: [CellReader]
  private let file: FileID
  private var scratch: [UInt8] = []

  /// Creates a normalizer for one file of one table.
  ///
  /// - Parameters:
  ///   - definition: what the pipeline says about the table.
  ///   - places: the columns of the definition whose cells are kept.
  ///   - header: the columns of the file; it must have every one that is kept.
  ///   - file: the file.
  public init(
    definition: TableDefinition, keeping places: [Int], header: DumpHeader, file: FileID
  ) {
    table = DatabaseTable(definition: definition, keeping: places)
    table.fileColumns = header.columns
    columns = places.map { definition.columns[$0] }
    readers = columns.map { CellReader($0, in: header) }
    self.file = file
  }

  /// Takes one record.
  ///
  /// - Parameters:
  ///   - row: the record; only valid during the call.
  ///   - log: receives `dump-bad-value` for a value that is not of its column's type; the row
  ///     counts, and the value is malformed rather than guessed.
  public mutating func take(_ row: borrowing DumpRow, log: inout DiagnosticLog) {
    table.origins.append(
      RecordOrigin(
        file: file, recordNumber: UInt32(row.recordIndex + 1), startByte: row.startByte,
        byteCount: UInt32(row.byteCount)))
    for slot in readers.indices {
      let cell = readers[slot].cell(of: row, &scratch, &symbols)
      table.cells.append(cell)
      if cell == .malformed {
        log.note(Diagnostic(badValueOf: columns[slot].name, in: row, file: file))
      }
    }
  }
}

extension Diagnostic {
  /// A value of a record is not of its column's type.
  init(badValueOf column: String, in row: borrowing DumpRow, file: FileID) {
    let span = SourceSpan(
      file: file, startByte: row.startByte, byteCount: UInt32(row.byteCount))
    self.init(
      .warning, .badValue, "the value is not of the column's declared type", at: span,
      recordNumber: row.recordIndex + 1, place: column,
      help: "correct the column's type in the pipeline, or export the table again")
  }
}

extension Diagnostic.Code {
  /// A value in a dump is not of its column's declared type.
  public static let badValue = Diagnostic.Code(rawValue: "dump-bad-value")
}
