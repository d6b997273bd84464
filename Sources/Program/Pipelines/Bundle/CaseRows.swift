import Dumps
import Reconciliation

/// Rows of a table as bundles keep them: `COPY … CSV HEADER`, the columns of the definition.
struct CaseRows {
  /// The name of the format, as a pipeline says it.
  static let format = DumpFormat.postgresCSV.name

  /// The line of names that a file begins with.
  let header: [UInt8]
  private var writer: DumpWriter

  /// Begins a row.
  init(_ table: TableDefinition) {
    writer = DumpWriter(columns: table.columns.map(\.name))
    header = writer.bytes
  }

  /// Adds the next value; nil is NULL.
  mutating func append(_ value: [UInt8]?) { writer.append(value) }

  /// The row with its line end.
  var line: [UInt8] {
    var whole = writer
    whole.endRecord()
    return Array(whole.bytes.dropFirst(header.count))
  }
}
