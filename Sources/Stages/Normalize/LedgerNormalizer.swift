public import Billing
import Bytes
public import Diagnostics
public import Dumps
public import Reconciliation

/// Reduces the records of a ledger of events to which events it has and how far back it goes.
///
/// Nothing else of a row is kept: a ledger is the largest table, and eight bytes of a row are
/// enough to say that an event is not in it. Only of rows whose event was not finished everything
/// is kept; they are few, and each of them is a finding.
public struct LedgerNormalizer: Sendable {
  /// The fingerprints of the events, one for each row that names one.
  public private(set) var fingerprints: [UInt64] = []
  /// Since when the oldest row is there; `nil` when no row says so.
  public private(set) var oldest: Timestamp?
  /// The rows of events that came in and were not finished, in the order of the file.
  public private(set) var unfinished: [EventEntry] = []
  /// What the copies of events in the rows claim; see `EventBodies`.
  public private(set) var claims: [UInt64] = []
  /// The rows of events of another mode or account.
  public private(set) var foreign = LedgerRows()
  /// The rows that should be gone by now, by the name of the rule.
  public private(set) var overdue: [String: LedgerRows] = [:]
  private let eventColumn: Int
  private let time: CellReader?
  private let timeColumn: String
  private let file: FileID
  private var scratch: [UInt8] = []
  private var symbols = Symbols()
  private let finish: FinishTest?
  private let source: SourceTest?
  private var payloads: PayloadReader?
  private let keepings: [KeepingTest]
  private var entries: EntryReader

  /// Creates a normalizer for one file of a ledger or of a dead-letter queue.
  ///
  /// - Parameters:
  ///   - definition: what the pipeline says about the table; a column must hold the field `event`.
  ///   - system: the rest of the pipeline.
  ///   - header: the columns of the file.
  ///   - file: the file.
  public init(
    definition: TableDefinition, of system: SystemDefinition, header: DumpHeader, file: FileID
  ) {
    let rules = system.eventRules
    finish = FinishTest(definition, rules, header)
    source = SourceTest(definition, system.stripe, header)
    payloads = PayloadReader(definition, header)
    keepings = system.declaredChecks.compactMap { KeepingTest($0, definition, system, header) }
    entries = EntryReader(definition, rules: rules, header: header, file: file)
    let event = definition.place(of: .event).map { definition.columns[$0].name }
    eventColumn = event.flatMap { header.index(of: $0) } ?? -1
    let created = definition.placeOfEntryTime.map { definition.columns[$0] }
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
        if let claimed = payloads?.claims(of: fingerprints[fingerprints.count - 1], in: row) {
          claims += [claimed.version, claimed.content]
        }
        if let finish, !finish.isFinished(row) { keep(row) }
        if let source, source.isForeign(row, &scratch, &symbols) {
          foreign.add(foreign.hasRoom ? entry(of: row) : nil)
        }
      }
    }
    for keeping in keepings {
      guard let time = keeping.overdueTime(of: row, &scratch, &symbols) else { continue }
      let hasRoom = overdue[keeping.rule]?.hasRoom ?? true
      let entry = hasRoom ? entry(of: row) : nil
      overdue[keeping.rule, default: LedgerRows()].add(entry, time: time)
    }
    guard let time else { return }
    let cell = time.cell(of: row, &scratch, &symbols)
    if let made = cell.time, made < oldest ?? made.adding(seconds: 1) { oldest = made }
    if cell == .malformed {
      log.note(Diagnostic(badValueOf: timeColumn, in: row, file: file))
    }
  }

  /// Keeps a row whose event was not finished.
  private mutating func keep(_ row: borrowing DumpRow) {
    let entry = entry(of: row)
    if entry.progress != .processed { unfinished.append(entry) }
  }

  /// All that a row says; the event is empty where none is named.
  private mutating func entry(of row: borrowing DumpRow) -> EventEntry {
    let event = eventColumn >= 0 ? row.cell(eventColumn).text(into: &scratch).text : ""
    return entries.entry(about: event, row)
  }
}

/// Tells at a glance that a row's event was finished, as nearly every row's is.
///
/// Data path: one cell of a row is compared with a few words, or with null.
private struct FinishTest: Sendable {
  private let statusColumn: Int
  /// The words of events that were processed.
  private let finishedWords: [[UInt8]]
  /// The column that has a value once an event was finished.
  private let doneColumn: Int

  /// Prepares the test; `nil` when the table cannot hold an event that was not finished.
  init?(_ table: TableDefinition, _ rules: EventRules, _ header: DumpHeader) {
    func column(_ field: RowField) -> Int {
      table.place(of: field).flatMap { header.index(of: table.columns[$0].name) } ?? -1
    }
    let isQueue = table.role == .deadLetters
    statusColumn = rules.statuses.isEmpty ? -1 : column(.eventStatus)
    doneColumn = column(isQueue ? .resolvedAt : .processedAt)
    finishedWords = rules.statuses.filter { $0.progress == .processed }.map { Array($0.word.utf8) }
    if !isQueue, statusColumn < 0, doneColumn < 0 { return nil }
  }

  /// Whether the row says that the event was finished; where it does not, the rest is read.
  func isFinished(_ row: borrowing DumpRow) -> Bool {
    if statusColumn >= 0 {
      let word = row.cell(statusColumn)
      var scratch: [UInt8] = []
      if !word.isNull {
        let text = word.text(into: &scratch)
        if finishedWords.contains(where: { unsafe text.buffer.elementsEqual($0) }) { return true }
      }
      return false
    }
    return doneColumn >= 0 && !row.cell(doneColumn).isNull
  }
}
