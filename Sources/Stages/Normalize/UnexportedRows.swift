public import Billing
import Bytes
public import Diagnostics
public import Dumps
public import Reconciliation

/// Finds the rows of a ledger whose events the export should have and lacks.
///
/// What the application handled, Stripe had. A row of a type and a time of which the export has
/// other events proves that the export is not whole.
public struct UnexportedRows: Sendable {
  /// What the export has events of.
  public struct Reach: Sendable {
    /// The types, in UTF-8.
    public var types: Set<[UInt8]>
    /// The times at which rows of exported events must have been made.
    public var window: ClosedRange<Timestamp>

    /// Creates a reach.
    public init(types: Set<[UInt8]>, window: ClosedRange<Timestamp>) {
      self.types = types
      self.window = window
    }
  }

  /// The rows found: how many, and the first of them.
  public private(set) var rows = LedgerRows()
  private let recorded: RecordedEvents
  private let reach: Reach
  private let eventColumn: Int
  private let typeColumn: Int
  private let time: CellReader
  private let source: SourceTest?
  private var entries: EntryReader
  private var scratch: [UInt8] = []
  private var symbols = Symbols()

  /// Prepares to read one file; `nil` where rows do not tell the event, its type and its time.
  ///
  /// - Parameters:
  ///   - recorded: the events of the ledger, those of the export noted in it.
  ///   - reach: what the export has events of.
  ///   - definition: what the pipeline says about the table.
  ///   - system: the rest of the pipeline.
  ///   - header: the columns of the file.
  ///   - file: the file.
  public init?(
    _ recorded: RecordedEvents, _ reach: Reach, definition: TableDefinition,
    of system: SystemDefinition, header: DumpHeader, file: FileID
  ) {
    func column(_ field: RowField) -> Int? {
      definition.place(of: field).flatMap { header.index(of: definition.columns[$0].name) }
    }
    guard let event = column(.event), let type = column(.eventType),
      let entered = definition.placeOfEntryTime
    else { return nil }
    self.recorded = recorded
    self.reach = reach
    eventColumn = event
    typeColumn = type
    time = CellReader(definition.columns[entered], in: header)
    source = SourceTest(definition, system.stripe, header)
    entries = EntryReader(definition, rules: system.eventRules, header: header, file: file)
  }

  /// Takes one record; it is only valid during the call.
  public mutating func take(_ row: borrowing DumpRow, log: inout DiagnosticLog) {
    let (value, type) = (row.cell(eventColumn), row.cell(typeColumn))
    guard !value.isNull, !type.isNull else { return }
    let fingerprint = RecordedEvents.fingerprint(of: value.text(into: &scratch))
    guard recorded.lacksExport(ofFingerprint: fingerprint),
      let made = time.cell(of: row, &scratch, &symbols).time, reach.window.contains(made),
      reach.types.contains(type.text(into: &scratch).array),
      source?.isForeign(row, &scratch, &symbols) != true
    else { return }
    let event = value.text(into: &scratch).text
    rows.add(rows.hasRoom ? entries.entry(about: event, row) : nil, time: made)
  }
}
