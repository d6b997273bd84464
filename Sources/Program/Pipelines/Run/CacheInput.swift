import Bytes
import Diagnostics
import JSON
import Read
import Reconciliation
import Synchronization

/// Reads the dumps of every cache, in pieces of whole lines on all threads.
struct CacheInput: Sendable {
  /// One file to read.
  struct File: Sendable {
    var path: String
    var name: String
    var id: FileID
    /// The caches whose entries are in it, as places in the definition's caches.
    var caches: [Int]
  }

  /// All that was read.
  struct Outcome: Sendable {
    var tables: [CacheTable] = []
    var log = DiagnosticLog()
    var accounts: [RunReport.InputAccount] = []

    /// What could not be read; it is no reason to doubt what the tables say.
    var holes: [Coverage.Hole] {
      let count = accounts.reduce(0) { $0 + $1.rejectedCount }
      guard count > 0 else { return [] }
      return [
        .init(
          name: "damaged-cache-dump",
          message: "\(counted(count, "line")) of the caches cannot be read; "
            + "nothing is said of entries that are missing",
          blocksVerdict: false)
      ]
    }
  }

  let definition: SystemDefinition
  let workers: Workers
  let progress: Progress

  /// Reads the files into `symbols`, one table for each cache of the definition.
  ///
  /// - Parameters:
  ///   - files: all files of caches, in order.
  ///   - symbols: the texts of the run.
  /// - Returns: the caches and what there is to say about their files.
  /// - Throws: what reading a file throws.
  func read(_ files: [File], symbols: inout Symbols) throws(Failure) -> Outcome {
    var outcome = Outcome()
    outcome.tables = definition.caches.map { CacheTable(definition: $0) }
    for file in files {
      var gathered = Gathered(tables: [], symbols: Symbols())
      swap(&gathered.tables, &outcome.tables)
      swap(&gathered.symbols, &symbols)
      for cache in file.caches { gathered.tables[cache].isSupplied = true }
      var account = RunReport.InputAccount(purpose: purpose(of: file))
      gathered = try read(file, into: gathered)
      if gathered.rejectedCount > 0 {
        for cache in file.caches { gathered.tables[cache].isDamaged = true }
      }
      account.recordCount = gathered.recordCount
      account.rejectedCount = gathered.rejectedCount
      account.note(gathered.receipt)
      outcome.log.merge(gathered.log)
      outcome.accounts.append(account)
      swap(&gathered.tables, &outcome.tables)
      swap(&gathered.symbols, &symbols)
    }
    for place in outcome.tables.indices { settle(&outcome.tables[place], &outcome.log) }
    return outcome
  }

  /// Caches under construction, the texts behind them, and what there is to say about a file.
  fileprivate struct Gathered: Sendable {
    var tables: [CacheTable]
    var symbols: Symbols
    var log = DiagnosticLog()
    var recordCount = 0
    var rejectedCount = 0
    var receipt: InputReceipt?
  }

  private func purpose(of file: File) -> String {
    file.caches.map { definition.caches[$0].name }.joined(separator: ", ")
  }

  private func read(_ file: File, into whole: Gathered) throws(Failure) -> Gathered {
    let input = try InputFile(path: file.path, name: file.name)
    let pieces = CachePieces(PieceReader(input))
    let reader = CacheReader(definition.caches, places: file.caches)
    let sum = InOrder<CacheReader.Part, Gathered>(whole) { sum, part in sum.add(part) }
    let failure = Mutex<Failure?>(nil)
    workers.run {
      var json = JSONReader()
      do throws(Failure) {
        while let piece = try pieces.next() {
          let part = piece.withView {
            reader.read($0, startByte: piece.startByte, file: file.id, reader: &json)
          }
          progress.advance(by: piece.view.count)
          sum.bring(part, number: piece.index)
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    var gathered = sum.withWhole { $0 }
    gathered.receipt = pieces.receipt
    return gathered
  }

  private func settle(_ table: inout CacheTable, _ log: inout DiagnosticLog) {
    for place in table.settle() {
      let origin = table.entries[place].origin
      log.note(
        Diagnostic(
          .warning, .cacheRepeatedKey, "the key stands in the dump more than once",
          at: origin.span, recordNumber: Int(origin.recordNumber),
          help: "the entry written last counts; dump the cache once"))
    }
  }
}

extension CacheInput.Gathered {
  /// Takes over what the next piece holds.
  fileprivate mutating func add(_ part: CacheReader.Part) {
    let map = symbols.absorb(part.symbols)
    for place in tables.indices {
      tables[place].absorb(part.tables[place], symbols: map, recordBase: recordCount)
    }
    log.merge(part.log, recordBase: recordCount)
    recordCount += part.recordCount
    rejectedCount += part.rejectedCount
  }
}

/// The pieces of one file, handed out to whichever thread asks next.
private final class CachePieces: Sendable {
  private let reader: Mutex<PieceReader>

  init(_ reader: consuming sending PieceReader) { self.reader = Mutex(reader) }

  /// The next piece; nil when the file is read and proved whole.
  func next() throws(Failure) -> Piece? {
    let result: Result<Piece?, Failure> = reader.withLock { reader in
      Result { () throws(Failure) in try reader.next() }
    }
    return try result.get()
  }

  /// What reading proved, once every piece was handed out.
  var receipt: InputReceipt? { reader.withLock { $0.receipt } }
}
