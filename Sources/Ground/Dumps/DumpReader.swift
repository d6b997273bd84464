public import Bytes
public import Diagnostics

/// Reads a dump in one declared format, exactly or not at all.
///
/// First ``header(of:declaring:)`` looks at the whole dump and finds where its records stand;
/// then ``read(_:startByte:header:file:log:firstRecordIndex:isLast:endIsProven:visit:)`` reads
/// them, in one go or in the pieces that ``cuts(of:count:)`` allows.
public struct DumpReader: Sendable {
  /// The most bytes one record may have: 16 MiB.
  public static let recordLimit = 16 << 20

  /// The format the dump is declared to have.
  public let format: DumpFormat
  /// The table to read from a script of many; with its schema, or without where that is clear.
  public let table: String?

  /// Creates a reader; the table matters for scripts only.
  public init(format: DumpFormat, table: String? = nil) {
    self.format = format
    self.table = table
  }

  /// Finds the columns and the place of the records in a whole, decompressed dump.
  ///
  /// `columns` are the names the pipeline declares: for a dump without names they are its columns
  /// in file order; otherwise each of them must be there.
  ///
  /// Throws `dump-lossy-format`, `dump-empty`, `dump-wrong-format`, `dump-bad-header`,
  /// `dump-duplicate-column`, `dump-missing-column`, `dump-missing-table`, `dump-incomplete`.
  public func header(
    of bytes: ByteView, declaring columns: [String] = []
  ) throws(Failure) -> DumpHeader {
    try refuseLoss()
    try Sniff(bytes: bytes, format: format).refuseForeignFiles()
    let header =
      switch format.kind {
      case .records: try recordsHeader(of: bytes, declaring: columns)
      case .copyBlocks: try CopyBlocks(bytes: bytes).header(of: table)
      case .inserts:
        try InsertScript(bytes: bytes, format: format).header(of: table, declaring: columns)
      }
    try require(columns, in: header, of: bytes)
    return header
  }

  /// Reads the records of a dump, or of a piece of it, in the order of the file.
  ///
  /// `bytes` are those of the header's rows, or a piece between two cuts; `startByte` is where
  /// they stand in the decompressed file. A record that is not exactly as the format demands is
  /// noted as a rejection and not visited. `firstRecordIndex` is the number of records before the
  /// piece; `isLast` says that nothing follows it; `endIsProven` that the end of the dump is known
  /// to be its end, for example by a gzip trailer.
  public func read(
    _ bytes: ByteView, startByte: UInt64, header: DumpHeader, file: FileID,
    log: inout DiagnosticLog, firstRecordIndex: Int = 0, isLast: Bool = true,
    endIsProven: Bool = false, visit: (borrowing DumpRow) -> Void
  ) -> DumpCount {
    precondition(!header.columns.isEmpty)
    var pass = RecordPass(
      bytes, startByte: startByte, header: header, format: format, file: file,
      firstRecordIndex: firstRecordIndex, isLast: isLast,
      endIsProven: endIsProven || header.endIsProven)
    if format.kind == .inserts {
      pass.readInserts(into: table, log: &log, visit: visit)
    } else if pass.isCareful {
      pass.readCarefully(log: &log, visit: visit)
    } else {
      pass.readBlocks(log: &log, visit: visit)
    }
    let isWhole = isLast && startByte == UInt64(header.rows.lowerBound)
    if isWhole, pass.count.recordCount == 0 { noteNoRows(header, file: file, log: &log) }
    return pass.count
  }

  private func noteNoRows(_ header: DumpHeader, file: FileID, log: inout DiagnosticLog) {
    log.note(
      Diagnostic(
        .warning, .dumpNoRows, "the dump has no records",
        at: SourceSpan(file: file, startByte: UInt64(header.rows.lowerBound), byteCount: 0),
        help: "an empty table is rarely meant; every object would seem to be missing"))
  }

  private func refuseLoss() throws(Failure) {
    guard format.loss != .none || format.nullRule == .unstated else { return }
    let promises =
      format.loss == .nulls
      ? ", or promise what stands for NULL: " + NullRule.promiseNames.joined(separator: ", ") : ""
    throw Failure(
      .dumpLossyFormat,
      format.loss == .nulls
        ? "the format \(format.name) cannot tell NULL from a text"
        : "the format \(format.name) cannot tell where a value ends",
      help: "export with: \(format.exportCommand)\(promises)")
  }

  private func require(
    _ columns: [String], in header: DumpHeader, of bytes: ByteView
  ) throws(Failure) {
    for (position, name) in header.columns.enumerated()
    where header.index(of: name) != position {
      throw Failure(
        .dumpDuplicateColumn, "two columns are called \(name)",
        byte: 0, help: "name the columns in the export's select list, each once")
    }
    let missing = columns.filter { header.index(of: $0) == nil }
    guard let first = missing.first else { return }
    if missing.count == columns.count { throw Sniff.foreignHeader(format) }
    throw Failure(
      .dumpMissingColumn, "the dump has no column \(first)", byte: 0,
      help: "names are compared byte by byte; export the column or correct the pipeline")
  }
}
