import Billing
import Bytes
import Diagnostics
import Dumps
import Reconciliation

/// Reads what a row of a ledger or dead-letter queue says about its event.
struct EntryReader: Sendable {
  private static let fields: [RowField] = [
    .eventType, .eventStatus, .createdAt, .receivedAt, .processedAt, .retriedAt, .resolvedAt,
    .attempts, .error,
  ]

  private let rules: EventRules
  private let isDeadLetter: Bool
  private let readers: [RowField: CellReader]
  private let file: FileID
  private var scratch: [UInt8] = []
  private var symbols = Symbols()

  init(_ definition: TableDefinition, rules: EventRules, header: DumpHeader, file: FileID) {
    self.rules = rules
    isDeadLetter = definition.role == .deadLetters
    var readers: [RowField: CellReader] = [:]
    for field in Self.fields {
      guard let place = definition.place(of: field) else { continue }
      readers[field] = CellReader(definition.columns[place], in: header)
    }
    self.readers = readers
    self.file = file
  }

  /// Everything a row says about an event.
  mutating func entry(about event: String, _ row: borrowing DumpRow) -> EventEntry {
    var cells: [RowField: Cell] = [:]
    for field in Self.fields {
      guard let reader = readers[field] else { continue }
      cells[field] = reader.cell(of: row, &scratch, &symbols)
    }
    let attempts = cells[.attempts]?.integer
    var entry = EventEntry(
      event: event, isDeadLetter: isDeadLetter, progress: progress(cells),
      origin: RecordOrigin(
        file: file, recordNumber: UInt32(row.recordIndex + 1), startByte: row.startByte,
        byteCount: UInt32(row.byteCount)))
    entry.type = cells[.eventType]?.symbol.map { symbols.text($0) } ?? ""
    entry.createdAt = cells[.createdAt]?.time
    entry.receivedAt = cells[.receivedAt]?.time
    entry.processedAt = cells[.processedAt]?.time
    entry.retriedAt = cells[.retriedAt]?.time
    entry.resolvedAt = cells[.resolvedAt]?.time
    entry.attempts = attempts
    entry.errorKind = cells[.error]?.symbol.map { ErrorKind.of(symbols.array($0)) } ?? ""
    return entry
  }

  private func progress(_ cells: [RowField: Cell]) -> EventProgress {
    let word = cells[.eventStatus]?.symbol.map { symbols.text($0) }
    return isDeadLetter
      ? rules.progress(
        word: word, attempts: cells[.attempts]?.integer,
        resolvedAt: cells[.resolvedAt] ?? .unknown)
      : rules.progress(word: word, processedAt: cells[.processedAt] ?? .unknown)
  }
}
