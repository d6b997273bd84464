import Billing
import Bytes
import Diagnostics
import Normalize
import Read
import Reconciliation
import Synchronization

/// Reads every file of the Stripe side, piece by piece on all threads, and folds it into a ledger.
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

    /// About how much text the file has; nothing of one that cannot be opened, which is told when
    /// it is read.
    ///
    /// Exports of events shrink to a twelfth (measured on generated ones, gzip level 6).
    var expectedByteCount: Int {
      guard let file = try? InputFile(path: path) else { return 0 }
      return Int(clamping: file.byteCount) * (file.isGzip ? 12 : 1)
    }
  }

  /// All that was read.
  struct Outcome: Sendable {
    var ledger = StripeLedger()
    /// Every sight behind the ledger, if they are kept.
    var past: StripePast?
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
  /// Whether the files' digests are wanted.
  let isDigested: Bool
  /// How many bytes of packed facts may be in memory.
  let memoryLimit: Int
  /// Where the rest of them go.
  let scratchFolder: String
  /// Whether every sight behind the ledger is kept, or only what came of them.
  var keepsPast = true
  /// The kinds of object that the ledger has; all unless told otherwise.
  var ledgerKinds = Set(StripeKind.allCases).subtracting([.other])

  /// Reads the files and folds what they say; nothing of a file counts before all of it proved
  /// whole.
  func read(_ files: [File]) throws(Failure) -> Outcome {
    let store = SightStore(
      FactDivision(ofBytes: files.reduce(0) { $0 + $1.expectedByteCount }), limit: memoryLimit,
      workers: workers, folder: scratchFolder)
    let queue = SourceQueue(
      files.map { SourceQueue.File(path: $0.path, name: $0.name) }, width: workers.width,
      isDigested: isDigested)
    let pieces = try read(files, from: queue, into: store)
    let receipts = try queue.receipts()
    var outcome = Outcome()
    for (place, file) in files.enumerated() {
      let own = pieces[place].isEmpty ? [0: emptyPiece(of: file)] : pieces[place]
      guard own.values.reduce(0, { $0 + $1.count.recordCount }) <= Int(UInt32.max) else {
        throw .tooManyRecords(in: file.name)
      }
      outcome.add(own.sorted { $0.key < $1.key }, of: file, receipts[place])
    }
    return try folded(store, outcome)
  }

  /// Folds what was read into the outcome's ledger.
  private func folded(
    _ store: SightStore, _ outcome: Outcome, after symbols: Symbols? = nil
  ) throws(Failure) -> Outcome {
    var outcome = outcome
    let folded = try LedgerFold(
      fold: StripeFold(clock: definition.clock), workers: workers, kinds: ledgerKinds
    ).run(store, recordBases: outcome.recordBases, log: &outcome.log)
    outcome.ledger = symbols.map { folded.ledger.following($0) } ?? folded.ledger
    if keepsPast {
      outcome.past = StripePast(
        store: store, recordBases: outcome.recordBases, register: folded.register)
    }
    outcome.ledger.audit = outcome.audit.settled(into: &outcome.ledger.symbols)
    return outcome
  }

  /// Folds what a few records say, each of them a piece, as if there were no others.
  ///
  /// - Parameters:
  ///   - pieces: the records, by file.
  ///   - origins: where they stand.
  ///   - files: the files.
  ///   - heard: the index of a run, for the types of events that the application hears of.
  ///   - symbols: the texts that the ledger goes on with.
  /// - Returns: what they say; `nil` when one of them is not the record it should be.
  /// - Throws: what folding throws.
  func read(
    _ pieces: [[Piece]], _ origins: [[RecordOrigin]], of files: [File], heard: IndexContents,
    after symbols: Symbols
  ) throws(Failure) -> Outcome? {
    let store = SightStore(
      FactDivision(), limit: memoryLimit, workers: workers, folder: scratchFolder)
    var reader = StripeLineReader(outline: StripeNormalizer.outline(for: definition.stripe))
    let book = store.addBook()
    var normalizer = StripeNormalizer(scope: definition.stripe, watch: watch, book: book)
    var outcome = Outcome()
    for var type in heard.recordedTypes {
      type.withUTF8 { unsafe outcome.audit.note(recorded: ByteView($0)) }
    }
    for var type in heard.endpointTypes {
      type.withUTF8 { unsafe outcome.audit.note(sentToEndpoint: ByteView($0)) }
    }
    for (place, file) in files.enumerated() {
      for (piece, origin) in zip(pieces[place], origins[place]) {
        let isLine = piece.withView { unsafe !$0.buffer.contains(0x0A) }
        let item = SourceQueue.Item(
          file: place, layout: isLine ? .lines : .documents, piece: piece)
        let result = read(item, of: file, &reader, &normalizer)
        guard result.count.deliveredCount == 1 else { return nil }
        let base = Int(origin.recordNumber) - 1
        outcome.note(recordBase: base, of: piece.index, in: file.id)
        outcome.log.merge(result.log, recordBase: base)
        outcome.audit.add(result.audit, recordBase: base)
      }
    }
    store.add(&normalizer, book: book)
    return try folded(store, outcome, after: symbols)
  }

  /// Reads all files on all threads; what each piece came to, by file and place in it.
  private func read(
    _ files: [File], from queue: SourceQueue, into store: SightStore
  ) throws(Failure) -> [[Int: PieceResult]] {
    let results = Mutex([[Int: PieceResult]](repeating: [:], count: files.count))
    let failure = Mutex<Failure?>(nil)
    workers.run {
      var reader = StripeLineReader(
        outline: StripeNormalizer.outline(for: definition.stripe))
      let book = store.addBook()
      var normalizer = StripeNormalizer(
        scope: definition.stripe, watch: watch, division: store.division, book: book)
      while let item = queue.next() {
        let result = read(item, of: files[item.file], &reader, &normalizer)
        progress.advance(by: item.piece.view.count)
        results.withLock { $0[item.file][item.piece.index] = result }
        // After a failure the queue is drained all the same, so that no thread waits for another.
        do throws(Failure) {
          try store.relieve(&normalizer)
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
      store.add(&normalizer, book: book)
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return results.withLock { $0 }
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
    _ item: SourceQueue.Item, of file: File, _ reader: inout StripeLineReader,
    _ normalizer: inout StripeNormalizer
  ) -> PieceResult {
    var log = DiagnosticLog()
    normalizer.begin(piece: item.piece.index)
    let count = item.piece.withView { view in
      StripeReader().read(
        view, startByte: item.piece.startByte, file: file.id, layout: item.layout,
        reader: &reader, log: &log
      ) { record in
        normalizer.take(record, takenAt: file.takenAt)
      }
    }
    normalizer.endPiece()
    precondition(
      normalizer.takenCount == count.deliveredCount,
      "a record that was read is neither normalized nor rejected")
    log.merge(normalizer.log)
    for entry in log.entries where entry.severity == .rejection {
      if let subject = entry.subject { normalizer.taint(subject) }
    }
    return PieceResult(
      log: log, count: count, firstKind: normalizer.firstKind, audit: normalizer.audit)
  }
}

extension StripeInput.Outcome {
  /// Joins the pieces of one file, in their order.
  fileprivate mutating func add(
    _ pieces: [(key: Int, value: StripeInput.PieceResult)], of file: StripeInput.File,
    _ receipt: InputReceipt
  ) {
    var account = RunReport.InputAccount(purpose: file.purpose)
    var count = ReadCount()
    for (place, piece) in pieces {
      note(recordBase: count.recordCount, of: place, in: file.id)
      log.merge(piece.log, recordBase: count.recordCount)
      audit.add(piece.audit, recordBase: count.recordCount)
      count.add(piece.count)
      // A log keeps a limited number of entries; what it dropped cannot be traced.
      let traced = piece.log.entries.count { $0.severity == .rejection }
      untrackedCount += piece.log.rejectionCount - traced
    }
    untrackedCount += count.untrackedCount
    if let more = count.lastPageHasMore {
      let list = StripeInput.PageList(source: file.source, kind: pieces[0].value.firstKind)
      pageEnds[list, default: []].append(more)
    }
    truncatedSourceCount = pageEnds.values.count { !$0.contains(false) }
    account.recordCount = count.recordCount
    account.rejectedCount = count.rejectedCount
    account.note(receipt)
    accounts.append(account)
  }

  fileprivate mutating func note(recordBase: Int, of piece: Int, in file: FileID) {
    let place = Int(file.rawValue)
    while recordBases.count <= place { recordBases.append([]) }
    // A piece without a line of its own leaves no result.
    while recordBases[place].count <= piece { recordBases[place].append(UInt32(recordBase)) }
  }
}

extension StripeLedger {
  /// The same ledger, its texts numbered after others.
  fileprivate func following(_ symbols: Symbols) -> StripeLedger {
    var ledger = StripeLedger(symbols: symbols)
    ledger.absorb(self, sharing: 0)
    ledger.sort()
    return ledger
  }
}

extension RunReport.InputAccount {
  /// Takes over what reading the file proved about it.
  mutating func note(_ receipt: InputReceipt?) {
    guard let receipt else { return }
    byteCount = receipt.byteCount
    decodedByteCount = receipt.decodedByteCount
    memberCount = receipt.memberCount
    sha256 = receipt.sha256?.hex ?? ""
  }
}
