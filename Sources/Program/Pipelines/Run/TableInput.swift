import Billing
import Bytes
import Diagnostics
import Dumps
import Normalize
import Reconciliation

/// Reads the dumps of every table, in stretches of whole records on all threads.
///
/// Ledgers come first (``ledger(_:)``) and are reduced to the events they have; all other tables
/// (``read(_:after:symbols:)``) are kept, as far as their columns mean something.
struct TableInput: Sendable {
  /// One file to read.
  struct File: Sendable {
    var path: String
    var name: String
    var id: FileID
    /// The table, as a place in the definition's tables.
    var table: Int
    /// The format, with the promise about NULL that the pipeline gives.
    var format: DumpFormat
  }

  /// All that was read.
  struct Outcome: Sendable {
    var tables: [DatabaseTable] = []
    var contents: [DumpContent] = []
    var log = DiagnosticLog()
    var accounts: [RunReport.InputAccount] = []
    /// Tables of which a record was rejected: what is missing in them proves nothing.
    var damaged: Set<Int> = []
    /// How many rows have the key of another one, for each table that has such rows.
    var repeatedKeyCounts: [Int: Int] = [:]
    /// Why no event can be called missing from the ledger, if there is one.
    var ledgerDoubt: LedgerReading.Doubt?
    /// Rows of the ledger whose events the export should have and lacks.
    var unexported = LedgerRows()
  }

  let definition: SystemDefinition
  let workers: Workers
  let progress: Progress
  /// Whether the files' digests are wanted.
  let isDigested: Bool

  /// Reads the files into `symbols`, one table for each table of the definition.
  ///
  /// - Parameters:
  ///   - files: all files of tables, in order.
  ///   - ledger: what was read of some of them before.
  ///   - symbols: the texts of the run.
  /// - Returns: the tables and what there is to say about their files.
  /// - Throws: what reading a file throws.
  func read(
    _ files: [File], after ledger: LedgerReading, symbols: inout Symbols
  ) throws(Failure) -> Outcome {
    var outcome = Outcome()
    outcome.ledgerDoubt = ledger.doubt
    outcome.tables = definition.database.tables.map {
      DatabaseTable(definition: $0, keeping: ColumnChoice(definition).places(of: $0))
    }
    for file in files {
      if let passed = ledger.files[file.id] {
        outcome.add(passed, of: file)
        // What is settled in a queue, or given back in a ledger, has to be written down: such rows
        // are kept. A queue is short; a ledger is kept only where events may be given back.
        let isQueue = definition.database.tables[file.table].role == .deadLetters
        if isQueue || definition.eventRules.isIdempotent && !ledger.unfinished.isEmpty {
          _ = try rows(of: file, isAgain: true, into: &outcome, symbols: &symbols)
        } else {
          outcome.tables[file.table].passedCount += passed.account.normalizedCount
        }
      } else {
        let reading = try rows(of: file, isAgain: false, into: &outcome, symbols: &symbols)
        outcome.add(reading, of: file)
      }
    }
    for place in outcome.tables.indices {
      outcome.noteRepeatedKeys(of: place)
      outcome.tables[place].borrow(from: outcome.tables)
    }
    return outcome
  }

  /// A table under construction, and the texts behind its cells.
  private struct Gathered: Sendable {
    var table: DatabaseTable
    var symbols: Symbols
  }

  /// Reads the rows of a file and keeps them.
  private func rows(
    of file: File, isAgain: Bool, into outcome: inout Outcome, symbols: inout Symbols
  ) throws(Failure) -> DumpReading {
    let definition = definition.database.tables[file.table]
    let source = try DumpSource(
      file, table: definition, keepsContent: true, isDigested: isDigested && !isAgain)
    // Handed over, not copied: both are large.
    var gathered = Gathered(
      table: DatabaseTable(definition: definition, keeping: []), symbols: Symbols())
    swap(&gathered.table, &outcome.tables[file.table])
    swap(&gathered.symbols, &symbols)
    let places = gathered.table.slots.indices.filter { gathered.table.slots[$0] >= 0 }
    let before = gathered.table.count
    var reading: DumpReading
    (gathered, reading) = try DumpPass(
      source: source, workers: workers, progress: isAgain ? .silent : progress
    )
    .run(into: consume gathered) {
      RowNormalizer(
        definition: definition, keeping: places, header: source.header, file: file.id)
    } add: { whole, rows, recordBase in
      let map = whole.symbols.absorb(rows.symbols)
      whole.table.absorb(rows.table, symbols: map, recordBase: recordBase)
    }
    precondition(
      gathered.table.count - before == reading.account.normalizedCount,
      "a record that was read is neither normalized nor rejected")
    outcome.tables[file.table] = gathered.table
    symbols = gathered.symbols
    outcome.contents.append(DumpContent(source))
    return reading
  }
}

extension TableInput.Outcome {
  /// Takes over what there is to say about a file.
  fileprivate mutating func add(_ reading: DumpReading, of file: TableInput.File) {
    log.merge(reading.log)
    accounts.append(reading.account)
    guard reading.isDamaged else { return }
    damaged.insert(file.table)
    tables[file.table].isDamaged = true
  }

  /// Notes the rows of a table that have the key of another one.
  fileprivate mutating func noteRepeatedKeys(of place: Int) {
    let table = tables[place]
    let keys = RepeatedKeys(in: table)
    guard !keys.repetitions.isEmpty else { return }
    repeatedKeyCounts[place] = keys.repetitions.count
    for repetition in keys.repetitions {
      let (origin, first) = (table.origins[repetition.row], table.origins[repetition.first])
      let other = first.file == origin.file ? "" : "of another file "
      log.note(
        Diagnostic(
          .warning, .repeatedKey,
          "the row has the key of record \(first.recordNumber) \(other)too", at: origin.span,
          recordNumber: Int(origin.recordNumber), place: keys.columns.joined(separator: ", "),
          help: "export the table at one moment, each row once, and name each file once"))
    }
  }
}

extension Diagnostic.Code {
  /// A key stands in the dump of a table more than once.
  static let repeatedKey = Diagnostic.Code(rawValue: "dump-repeated-key")
}
