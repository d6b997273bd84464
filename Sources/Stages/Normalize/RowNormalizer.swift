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
  private let places: [Int]
  private let columns: [ColumnDefinition]
  private let types: [ColumnType]
  private let fileColumns: [Int]
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
    self.places = places
    columns = places.map { definition.columns[$0] }
    types = columns.map { column in
      column.isKey || column.field.map(Self.identities.contains) == true ? .text : column.type
    }
    fileColumns = columns.map { header.index(of: $0.name) ?? -1 }
    self.file = file
  }

  /// Fields that tell who is who: numbers among them are names, not quantities.
  private static let identities: Set<RowField> = [
    .key, .owner, .customer, .subscription, .price, .product, .item, .plan, .pendingPlan,
  ]

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
    for slot in columns.indices {
      let place = fileColumns[slot]
      guard place >= 0 else {
        table.cells.append(.unknown)
        continue
      }
      let cell = read(row.cell(place), as: types[slot])
      table.cells.append(cell)
      if cell == .malformed { note(row, columns[slot], log: &log) }
    }
  }

  private mutating func read(_ value: DumpCell, as type: ColumnType) -> Cell {
    if value.isNull { return .null }
    let text = value.text(into: &scratch)
    switch type {
    case .text, .enumeration, .jsonb, .json, .uuid: return .symbol(symbols.intern(text))
    case .integer: return DumpNumber.integer(text).map { .integer($0) } ?? .malformed
    case .decimal(let scale):
      return DumpNumber.decimal(text, scale: scale).map { .integer($0) } ?? .malformed
    case .boolean: return DumpNumber.boolean(text).map { .flag($0) } ?? .malformed
    case .timestamp, .timestampWithZone:
      return DumpTimestamp.microseconds(text).map { .time(Timestamp(microseconds: $0)) }
        ?? .malformed
    case .date:
      return DumpTimestamp.microseconds(ofDate: text).map { .time(Timestamp(microseconds: $0)) }
        ?? .malformed
    case .epochSeconds:
      return DumpNumber.integer(text).map { .time(Timestamp(seconds: $0)) } ?? .malformed
    }
  }

  private func note(
    _ row: borrowing DumpRow, _ column: ColumnDefinition, log: inout DiagnosticLog
  ) {
    let span = SourceSpan(
      file: file, startByte: row.startByte, byteCount: UInt32(row.byteCount))
    log.note(
      Diagnostic(
        .warning, .badValue, "the value is not of the column's declared type", at: span,
        recordNumber: row.recordIndex + 1, place: column.name,
        help: "correct the column's type in the pipeline, or export the table again"))
  }
}

extension Diagnostic.Code {
  /// A value in a dump is not of its column's declared type.
  public static let badValue = Diagnostic.Code(rawValue: "dump-bad-value")
}
