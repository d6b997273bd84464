import Billing
import Bytes
import Diagnostics
import Normalize
import Reconciliation

/// What was read of the application's ledgers of events, before anything else.
struct LedgerReading: Sendable {
  /// Why absence from the ledger proves nothing.
  enum Doubt: Sendable {
    /// A record was rejected, or the dump may have been cut.
    case damaged
    /// No row tells how far back the ledger goes.
    case empty
  }

  /// What there is to say about each file.
  var files: [FileID: DumpReading] = [:]
  /// What looks for exported events in the ledger; nil when there is none, or a doubt.
  var watch: LedgerWatch?
  /// Why there is a ledger but no watch.
  var doubt: Doubt?
  /// The rows of events that came in and were not finished, in the order of the files.
  var unfinished: [EventEntry] = []
  /// The rows of events of another mode or account.
  var foreign = LedgerRows()
  /// The rows that should be gone by now, by the name of the rule.
  var overdue: [String: LedgerRows] = [:]

  /// Whether every event that was due is in the ledger, or was lost.
  var isWhole: Bool { watch != nil }
}

extension TableInput {
  /// The events of one table, as far as they are read.
  private struct Gathered: Sendable {
    var stretches: [RecordedEvents.Stretch] = []
    var claims: [RecordedEvents.Stretch] = []
    var oldest: Timestamp?
    var unfinished: [EventEntry] = []
    var foreign = LedgerRows()
    var overdue: [String: LedgerRows] = [:]

    /// Adds what the next stretch of the file holds.
    mutating func add(_ rows: LedgerNormalizer, recordBase: Int) {
      stretches.append(RecordedEvents.Stretch(rows.fingerprints))
      if !rows.claims.isEmpty { claims.append(RecordedEvents.Stretch(rows.claims)) }
      for var entry in rows.unfinished {
        entry.origin.recordNumber += UInt32(recordBase)
        unfinished.append(entry)
      }
      foreign.append(rows.foreign, recordBase: recordBase)
      for (rule, rows) in rows.overdue {
        overdue[rule, default: LedgerRows()].append(rows, recordBase: recordBase)
      }
      if let first = rows.oldest { oldest = min(first, oldest ?? first) }
    }
  }

  /// Reads the ledgers and dead-letter queues, of which nothing but the events' ids is kept.
  ///
  /// An event that failed and waits in a queue was received, so it counts as recorded.
  func ledger(_ files: [File]) throws(Failure) -> LedgerReading {
    var reading = LedgerReading()
    var stretches: [RecordedEvents.Stretch] = []
    var claims: [RecordedEvents.Stretch] = []
    var oldest: [Int: Timestamp] = [:]
    var isDamaged = false
    for file in files where isLedger(file.table) {
      let (gathered, dump) = try events(of: file)
      reading.files[file.id] = dump
      stretches += gathered.stretches
      claims += gathered.claims
      reading.unfinished += gathered.unfinished
      reading.foreign.append(gathered.foreign, recordBase: 0)
      for (rule, rows) in gathered.overdue {
        reading.overdue[rule, default: LedgerRows()].append(rows, recordBase: 0)
      }
      isDamaged = isDamaged || dump.isDamaged
      if let first = gathered.oldest {
        oldest[file.table] = min(first, oldest[file.table] ?? first)
      }
    }
    guard !reading.files.isEmpty else { return reading }
    if isDamaged {
      reading.doubt = .damaged
    } else if let since = since(oldest) {
      reading.watch = LedgerWatch(
        set(of: stretches), bodies: claims.isEmpty ? nil : EventBodies(set(of: claims)),
        unfinished: reading.unfinished, since: since, definition: definition)
    } else {
      reading.doubt = .empty
    }
    return reading
  }

  /// The set of all fingerprints, built on all threads.
  private func set(of stretches: [RecordedEvents.Stretch]) -> RecordedEvents {
    RecordedEvents(
      parts: workers.map(RecordedEvents.partCount) { RecordedEvents.Part($0, of: stretches) })
  }

  /// Reads the ledgers and queues once more, for what they say about a few events.
  ///
  /// - Parameters:
  ///   - files: all files of tables, in order.
  ///   - reading: what was read of the ledgers before.
  ///   - wanted: the fingerprints of the events' ids.
  /// - Returns: the rows about these events, in the order of the files.
  /// - Throws: what reading a file throws.
  func entries(
    _ files: [File], after reading: LedgerReading, about wanted: Set<UInt64>
  ) throws(Failure) -> EventEntries {
    var entries = EventEntries()
    entries.isWhole = reading.isWhole
    entries.since = reading.watch?.since
    guard !wanted.isEmpty else { return entries }
    for file in files where isLedger(file.table) {
      let table = definition.database.tables[file.table]
      let source = try DumpSource(
        file, table: table, keepsContent: false, isDigested: false)
      let rules = definition.eventRules
      entries = try DumpPass(source: source, workers: workers, progress: .silent)
        .run(into: entries) {
          EntryNormalizer(
            definition: table, rules: rules, wanted: wanted, header: source.header, file: file.id)
        } add: { whole, rows, recordBase in
          for var entry in rows.entries {
            entry.origin.recordNumber += UInt32(recordBase)
            whole.add(entry)
          }
        }.0
    }
    return entries
  }

  /// Reads the ledgers once more, for rows of events that the export should have and lacks.
  ///
  /// - Parameters:
  ///   - files: all files of tables, in order.
  ///   - reading: what was read of the ledgers before.
  ///   - stripe: the export.
  /// - Returns: the rows, in the order of the files.
  /// - Throws: what reading a file throws.
  func unexported(
    _ files: [File], after reading: LedgerReading, beside stripe: StripeLedger
  ) throws(Failure) -> LedgerRows {
    var found = LedgerRows()
    guard let recorded = reading.watch?.recorded, !recorded.isExported,
      let reach = reach(of: stripe)
    else { return found }
    for file in files where definition.database.tables[file.table].role == .ledger {
      let table = definition.database.tables[file.table]
      guard isLedger(file.table) else { continue }
      let source = try DumpSource(file, table: table, keepsContent: false, isDigested: false)
      guard
        let rows = UnexportedRows(
          recorded, reach, definition: table, of: definition, header: source.header, file: file.id)
      else { continue }
      found = try DumpPass(source: source, workers: workers, progress: .silent)
        .run(into: found) {
          rows
        } add: { whole, part, recordBase in
          whole.append(part.rows, recordBase: recordBase)
        }.0
    }
    return found
  }

  /// Which rows must have their events in an export.
  ///
  /// An event comes in within three days of its creation, for so long Stripe tries; and one of the
  /// last moments may have been created after the export. Where events tell the state they must
  /// reach up to the dump, less the time an export takes: one that was cut at its end has none
  /// after its last.
  private func reach(of stripe: StripeLedger) -> UnexportedRows.Reach? {
    guard let window = stripe.window, !stripe.audit.recordedTypes.isEmpty else { return nil }
    let first = window.lowerBound.adding(seconds: 3 * 86_400)
    let clock = definition.clock
    let exported = min(window.upperBound, clock.horizon).adding(seconds: -clock.settleSeconds)
    let due = clock.horizon.adding(seconds: -Self.exportSeconds)
    let last = stripe.isKnownBySnapshots ? exported : max(exported, due)
    guard first <= last else { return nil }
    let types = stripe.audit.recordedTypes.map { stripe.symbols.array($0) }
    return UnexportedRows.Reach(types: Set(types), window: first...last)
  }

  /// How long before the dump an export may have begun.
  private static var exportSeconds: Int64 { 3_600 }

  /// Counts the rows of one file of a ledger.
  ///
  /// - Throws: what reading the file again throws.
  func tally(of file: File) throws(Failure) -> LedgerTally {
    let table = definition.database.tables[file.table]
    let source = try DumpSource(file, table: table, keepsContent: false, isDigested: false)
    let rules = definition.eventRules
    let start = LedgerTally(definition: table, rules: rules, header: source.header)
    return try DumpPass(source: source, workers: workers, progress: .silent)
      .run(into: start) {
        LedgerTally(definition: table, rules: rules, header: source.header)
      } add: { whole, part, _ in
        whole.add(part)
      }.0
  }

  private func isLedger(_ table: Int) -> Bool { definition.database.tables[table].isLedger }

  private func events(of file: File) throws(Failure) -> (Gathered, DumpReading) {
    let table = definition.database.tables[file.table]
    let source = try DumpSource(
      file, table: table, keepsContent: false, isDigested: isDigested)
    return try DumpPass(source: source, workers: workers, progress: progress)
      .run(into: Gathered()) { [definition] in
        LedgerNormalizer(definition: table, of: definition, header: source.header, file: file.id)
      } add: { whole, rows, recordBase in
        whole.add(rows, recordBase: recordBase)
      }
  }

  /// The first instant of which every ledger keeps all events; nil when one does not tell.
  ///
  /// Rows are deleted after a while. What is younger than the oldest row is still there, and so is
  /// what is younger than the declared retention, whatever old rows were left behind.
  private func since(_ oldest: [Int: Timestamp]) -> Timestamp? {
    let tables = definition.database.tables
    var since: Timestamp?
    for place in tables.indices where tables[place].role == .ledger && isLedger(place) {
      guard let first = oldest[place] else { return nil }
      let kept = definition.retention(of: tables[place]).map {
        definition.clock.asOf.adding(seconds: -$0)
      }
      since = max(since ?? first, max(first, kept ?? first))
    }
    return since
  }
}
