import Billing
import Bytes
import Diagnostics
import Normalize
import Read
import Reconciliation
import Synchronization

/// Reads every file of the Stripe side, piece by piece on all threads, into one set of facts.
struct StripeInput: Sendable {
  /// One file to read.
  struct File: Sendable {
    var path: String
    var name: String
    var id: FileID
    /// When the objects in it were looked at; for events, which carry their own time, the clock.
    var takenAt: Timestamp
    /// `events` or `objects`.
    var purpose: String
    /// The source in the pipeline that names the file; its files' pages make one list.
    var source: Int
  }

  /// All that was read.
  struct Outcome: Sendable {
    var ledger = StripeLedger()
    var log = DiagnosticLog()
    var accounts: [RunReport.InputAccount] = []
    /// Sources whose pages all say that more follow; nil while no page was met.
    var truncatedSourceCount: Int?
    /// Rejected records of which nobody can say what they were about.
    var untrackedCount = 0
    /// By list, for each file whether its last page says that more follow.
    fileprivate var pageEnds: [PageList: [Bool]] = [:]
    /// For each file, how many records stand before each of its pieces.
    fileprivate var recordBases: [[UInt32]] = []
    /// What the application's ledger says about all events.
    fileprivate var audit = LedgerAudit()
  }

  /// Pages of one source and one kind of object make one list.
  fileprivate struct PageList: Hashable {
    var source: Int
    var kind: StripeKind?
  }

  /// What one piece came to, apart from its facts.
  fileprivate struct PieceResult: Sendable {
    var log: DiagnosticLog
    var count: ReadCount
    /// The kind of the first record, if that is an object by itself.
    var firstKind: StripeKind?
    /// What the application's ledger says about its events.
    var audit = LedgerAudit()
  }

  let definition: SystemDefinition
  /// The application's ledger, if every event is to be looked for in it.
  let watch: LedgerWatch?
  let workers: Workers
  let progress: Progress
  /// How many bytes of packed facts may be in memory.
  let memoryLimit: Int
  /// Where the rest of them go.
  let scratchFolder: String

  /// Reads the files and folds what they say; nothing of a file counts before all of it proved
  /// whole.
  func read(_ files: [File]) throws(Failure) -> Outcome {
    var outcome = Outcome()
    let store = SightStore(limit: memoryLimit, workers: workers, folder: scratchFolder)
    for file in files {
      let source = try PieceSource(file)
      let pieces = try read(file, source, into: store)
      outcome.add(pieces.isEmpty ? [emptyPiece(of: file)] : pieces, of: file, source.receipt)
    }
    outcome.ledger = try LedgerFold(
      fold: StripeFold(clock: definition.clock), workers: workers
    ).run(store, recordBases: outcome.recordBases, log: &outcome.log)
    outcome.ledger.audit = outcome.audit.settled(into: &outcome.ledger.symbols)
    return outcome
  }

  /// Reads one file on all threads.
  private func read(
    _ file: File, _ source: PieceSource, into store: SightStore
  ) throws(Failure) -> [PieceResult] {
    let results = Mutex<[Int: PieceResult]>([:])
    let failure = Mutex<Failure?>(nil)
    workers.run {
      var reader = StripeLineReader(
        outline: StripeNormalizer.outline(for: definition.stripe))
      var normalizer = StripeNormalizer(scope: definition.stripe, watch: watch)
      var facts = FactPartitions()
      do throws(Failure) {
        while let piece = try source.next() {
          let result = read(
            piece, of: file, layout: source.layout, &reader, &normalizer, into: &facts)
          progress.advance(by: piece.view.count)
          results.withLock { $0[piece.index] = result }
          try store.relieve(&facts)
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
      store.add(&facts)
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return results.withLock { found in found.sorted { $0.key < $1.key }.map(\.value) }
  }

  /// What the reader says of a file without a byte.
  private func emptyPiece(of file: File) -> PieceResult {
    var reader = StripeLineReader()
    var log = DiagnosticLog()
    let nothing: [UInt8] = []
    let count = unsafe nothing.withUnsafeBufferPointer { buffer in
      unsafe StripeReader().read(
        ByteView(buffer), startByte: 0, file: file.id, layout: .lines, reader: &reader, log: &log
      ) { _ in }
    }
    return PieceResult(log: log, count: count)
  }

  private func read(
    _ piece: Piece, of file: File, layout: StripeFileLayout, _ reader: inout StripeLineReader,
    _ normalizer: inout StripeNormalizer, into facts: inout FactPartitions
  ) -> PieceResult {
    var log = DiagnosticLog()
    let count = piece.withView { view in
      StripeReader().read(
        view, startByte: piece.startByte, file: file.id, layout: layout, reader: &reader,
        log: &log
      ) { record in
        normalizer.take(record, takenAt: file.takenAt)
      }
    }
    log.merge(normalizer.log)
    for entry in log.entries where entry.severity == .rejection {
      if let subject = entry.subject { normalizer.taint(subject) }
    }
    return normalizer.finish { read in
      precondition(
        read.observations.count == count.deliveredCount,
        "a record that was read is neither normalized nor rejected")
      facts.add(read, piece: UInt32(piece.index))
      let firstKind = read.observations.first.flatMap { $0.isSnapshot ? $0.kind : nil }
      return PieceResult(log: log, count: count, firstKind: firstKind, audit: read.audit)
    }
  }
}

extension StripeInput.Outcome {
  /// Joins the pieces of one file, in their order.
  fileprivate mutating func add(
    _ pieces: [StripeInput.PieceResult], of file: StripeInput.File, _ receipt: InputReceipt?
  ) {
    var account = RunReport.InputAccount(purpose: file.purpose)
    var count = ReadCount()
    var bases: [UInt32] = []
    for piece in pieces {
      bases.append(UInt32(count.recordCount))
      log.merge(piece.log, recordBase: count.recordCount)
      audit.add(piece.audit, recordBase: count.recordCount)
      count.add(piece.count)
      // A log keeps a limited number of entries; what it dropped cannot be traced.
      let traced = piece.log.entries.count { $0.severity == .rejection }
      untrackedCount += piece.log.rejectionCount - traced
    }
    note(bases, of: file.id)
    untrackedCount += count.untrackedCount
    if let more = count.lastPageHasMore {
      let list = StripeInput.PageList(source: file.source, kind: pieces[0].firstKind)
      pageEnds[list, default: []].append(more)
    }
    truncatedSourceCount = pageEnds.values.count { !$0.contains(false) }
    account.recordCount = count.recordCount
    account.rejectedCount = count.rejectedCount
    account.note(receipt)
    accounts.append(account)
  }

  private mutating func note(_ bases: [UInt32], of file: FileID) {
    let place = Int(file.rawValue)
    while recordBases.count <= place { recordBases.append([]) }
    recordBases[place] = bases
  }
}

extension RunReport.InputAccount {
  /// Takes over what reading the file proved about it.
  mutating func note(_ receipt: InputReceipt?) {
    guard let receipt else { return }
    byteCount = receipt.byteCount
    decodedByteCount = receipt.decodedByteCount
    memberCount = receipt.memberCount
    sha256 = receipt.sha256.hex
  }
}
