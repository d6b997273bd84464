public import Billing
import Bytes
public import Diagnostics
public import Dumps
public import Reconciliation

/// Reduces the records of a ledger of events to which events it has and how far back it goes.
///
/// Nothing else of a row is kept: a ledger is the largest table, and eight bytes of a row are
/// enough to say that an event is not in it.
public struct LedgerNormalizer: Sendable {
  /// The fingerprints of the events, one for each row that names one.
  public private(set) var fingerprints: [UInt64] = []
  /// When the oldest row was made; `nil` when no row says so.
  public private(set) var oldest: Timestamp?
  private let eventColumn: Int
  private let time: CellReader?
  private let timeColumn: String
  private let file: FileID
  private var scratch: [UInt8] = []
  private var symbols = Symbols()

  /// Creates a normalizer for one file of a ledger or of a dead-letter queue.
  ///
  /// - Parameters:
  ///   - definition: what the pipeline says about the table; a column must hold the field `event`.
  ///   - header: the columns of the file.
  ///   - file: the file.
  public init(definition: TableDefinition, header: DumpHeader, file: FileID) {
    let event = definition.place(of: .event).map { definition.columns[$0].name }
    eventColumn = event.flatMap { header.index(of: $0) } ?? -1
    let created = definition.place(of: .createdAt).map { definition.columns[$0] }
    time = created.map { CellReader($0, in: header) }
    timeColumn = created?.name ?? ""
    self.file = file
  }

  /// Takes one record.
  ///
  /// - Parameters:
  ///   - row: the record; only valid during the call.
  ///   - log: receives `dump-bad-value` when it cannot be told when the row was made.
  public mutating func take(_ row: borrowing DumpRow, log: inout DiagnosticLog) {
    if eventColumn >= 0 {
      let value = row.cell(eventColumn)
      if !value.isNull {
        fingerprints.append(RecordedEvents.fingerprint(of: value.text(into: &scratch)))
      }
    }
    guard let time else { return }
    let cell = time.cell(of: row, &scratch, &symbols)
    if let made = cell.time, made < oldest ?? made.adding(seconds: 1) { oldest = made }
    if cell == .malformed {
      log.note(Diagnostic(badValueOf: timeColumn, in: row, file: file))
    }
  }
}
