import Billing
import Bytes
import Diagnostics
import JSON
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
    var facts = StripeFacts()
    var log = DiagnosticLog()
    var accounts: [RunReport.InputAccount] = []
    /// Sources whose pages all say that more follow; nil while no page was met.
    var truncatedSourceCount: Int?
    /// Rejected records of which nobody can say what they were about.
    var untrackedCount = 0
    /// By list, for each file whether its last page says that more follow.
    fileprivate var pageEnds: [PageList: [Bool]] = [:]
  }

  /// Pages of one source and one kind of object make one list.
  fileprivate struct PageList: Hashable {
    var source: Int
    var kind: StripeKind?
  }

  /// What one piece came to.
  private struct PieceResult: Sendable {
    var facts: StripeFacts
    var log: DiagnosticLog
    var count: ReadCount
  }

  let scope: StripeScope
  let workers: Workers
  let progress: Progress

  /// Reads the files; nothing of a file counts before all of it proved whole.
  func read(_ files: [File]) throws(Failure) -> Outcome {
    var outcome = Outcome()
    for file in files {
      let source = try PieceSource(file)
      let results = Mutex<[Int: PieceResult]>([:])
      let failure = Mutex<Failure?>(nil)
      workers.run {
        var reader = JSONReader()
        while true {
          do throws(Failure) {
            guard let piece = try source.next() else { return }
            let result = read(piece, of: file, layout: source.layout, reader: &reader)
            progress.advance(by: piece.view.count)
            results.withLock { $0[piece.index] = result }
          } catch {
            failure.withLock { $0 = $0 ?? error }
            return
          }
        }
      }
      if let failure = failure.withLock({ $0 }) { throw failure }
      var pieces = results.withLock { found in
        found.sorted { $0.key < $1.key }.map(\.value)
      }
      if pieces.isEmpty { pieces = [emptyPiece(of: file)] }
      outcome.add(pieces.map { ($0.facts, $0.log, $0.count) }, of: file, source.receipt)
    }
    return outcome
  }

  /// What the reader says of a file without a byte.
  private func emptyPiece(of file: File) -> PieceResult {
    var reader = JSONReader()
    var log = DiagnosticLog()
    let nothing: [UInt8] = []
    let count = unsafe nothing.withUnsafeBufferPointer { buffer in
      unsafe StripeReader().read(
        ByteView(buffer), startByte: 0, file: file.id, layout: .lines, reader: &reader, log: &log
      ) { _ in }
    }
    return PieceResult(facts: StripeFacts(), log: log, count: count)
  }

  private func read(
    _ piece: Piece, of file: File, layout: StripeFileLayout, reader: inout JSONReader
  ) -> PieceResult {
    var normalizer = StripeNormalizer(scope: scope)
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
    return PieceResult(facts: normalizer.finish(), log: log, count: count)
  }
}

extension StripeInput.Outcome {
  /// Joins the pieces of one file, in their order.
  fileprivate mutating func add(
    _ pieces: [(facts: StripeFacts, log: DiagnosticLog, count: ReadCount)],
    of file: StripeInput.File, _ receipt: InputReceipt?
  ) {
    var account = RunReport.InputAccount(purpose: file.purpose)
    var count = ReadCount()
    let before = facts.observations.count
    for piece in pieces {
      log.merge(piece.log, recordBase: count.recordCount)
      facts.absorb(piece.facts, recordBase: count.recordCount)
      count.add(piece.count)
      // A log keeps a limited number of entries; what it dropped cannot be traced.
      let traced = piece.log.entries.count { $0.severity == .rejection }
      untrackedCount += piece.log.rejectionCount - traced
    }
    precondition(
      facts.observations.count - before == count.deliveredCount,
      "a record that was read is neither normalized nor rejected")
    untrackedCount += count.untrackedCount
    if let more = count.lastPageHasMore {
      let first = facts.observations.indices.contains(before) ? facts.observations[before] : nil
      let kind = first.flatMap { $0.isSnapshot ? $0.kind : nil }
      pageEnds[.init(source: file.source, kind: kind), default: []].append(more)
    }
    truncatedSourceCount = pageEnds.values.count { !$0.contains(false) }
    account.recordCount = count.recordCount
    account.rejectedCount = count.rejectedCount
    account.note(receipt)
    accounts.append(account)
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
