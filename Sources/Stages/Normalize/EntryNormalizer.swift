import Bytes
public import Diagnostics
public import Dumps
public import Reconciliation

/// Keeps the rows of a ledger or dead-letter queue that are about a few events.
///
/// Every row's event is looked at, and no more of a row unless its event is asked for: what is kept
/// is proportional to the events, not to the table.
public struct EntryNormalizer: Sendable {
  /// The rows kept, in the order of the file.
  public private(set) var entries: [EventEntry] = []
  private let wanted: Set<UInt64>
  private let eventColumn: Int
  private var reader: EntryReader
  private var scratch: [UInt8] = []

  /// Creates a normalizer for one file.
  ///
  /// - Parameters:
  ///   - definition: what the pipeline says about the table; a column must hold the field `event`.
  ///   - rules: how the table speaks of events.
  ///   - wanted: the fingerprints of the events asked for; see `RecordedEvents`.
  ///   - header: the columns of the file.
  ///   - file: the file.
  public init(
    definition: TableDefinition, rules: EventRules, wanted: Set<UInt64>, header: DumpHeader,
    file: FileID
  ) {
    self.wanted = wanted
    let event = definition.place(of: .event).map { definition.columns[$0].name }
    eventColumn = event.flatMap { header.index(of: $0) } ?? -1
    reader = EntryReader(definition, rules: rules, header: header, file: file)
  }

  /// Takes one record; it is only valid during the call.
  public mutating func take(_ row: borrowing DumpRow, log: inout DiagnosticLog) {
    guard eventColumn >= 0 else { return }
    let value = row.cell(eventColumn)
    guard !value.isNull else { return }
    let event = value.text(into: &scratch)
    guard wanted.contains(RecordedEvents.fingerprint(of: event)) else { return }
    let name = event.text
    entries.append(reader.entry(about: name, row))
  }
}
