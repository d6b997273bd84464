import Bytes
import Diagnostics
import Dumps
import Normalize
import Reconciliation
import Synchronization

/// What takes the records of a dump, one after the other.
protocol RecordTaker: Sendable {
  /// Takes one record; it is only valid during the call.
  mutating func take(_ row: borrowing DumpRow, log: inout DiagnosticLog)
}

extension RowNormalizer: RecordTaker {}
extension LedgerNormalizer: RecordTaker {}
extension LedgerTally: RecordTaker {}
extension EntryNormalizer: RecordTaker {}
extension UnexportedRows: RecordTaker {}

/// What there is to say about a dump that was read, besides its rows.
struct DumpReading: Sendable {
  var account: RunReport.InputAccount
  var log = DiagnosticLog()

  /// Whether a record was rejected, or the last one has no end and more may be missing after it:
  /// then what is missing in the dump proves nothing.
  var isDamaged: Bool { account.rejectedCount > 0 || log.counts[.dumpCutRecord] != nil }
}

/// One pass over a dump on all threads.
struct DumpPass: Sendable {
  let source: DumpSource
  let workers: Workers
  let progress: Progress

  /// What one stretch came to.
  private struct Part<Taker: Sendable>: Sendable {
    var taker: Taker
    var log: DiagnosticLog
    var count: DumpCount
  }

  /// Reads every record.
  ///
  /// - Parameters:
  ///   - whole: what the rows are added to; handed over, for whoever kept it would have it copied.
  ///   - taker: takes the records of one stretch.
  ///   - add: adds what a stretch gave, in the order of the file; its last parameter is how many
  ///     records stand before the stretch.
  /// - Returns: the whole, and what there is to say about the file.
  /// - Throws: what reading the file throws; nothing of it counts then.
  func run<Whole: Sendable, Taker: RecordTaker>(
    into whole: consuming Whole, taker: @escaping @Sendable () -> Taker,
    add: @escaping @Sendable (inout Whole, Taker, _ recordBase: Int) -> Void
  ) throws(Failure) -> (Whole, DumpReading) {
    let reading = DumpReading(account: .init(purpose: source.definition.name))
    let sum = InOrder<Part<Taker>, (Whole, DumpReading)>((consume whole, reading)) { sum, part in
      let base = sum.1.account.recordCount
      add(&sum.0, part.taker, base)
      sum.1.log.merge(part.log, recordBase: base)
      sum.1.account.recordCount += part.count.recordCount
      sum.1.account.rejectedCount += part.count.rejectedCount
    }
    let failure = Mutex<Failure?>(nil)
    workers.run {
      do throws(Failure) {
        while let stretch = try source.next() {
          var part = Part(taker: taker(), log: DiagnosticLog(), count: DumpCount())
          part.count = source.read(stretch, log: &part.log) { row, log in
            part.taker.take(row, log: &log)
          }
          progress.advance(by: stretch.rows.count)
          sum.bring(part, number: stretch.index)
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    var (rows, finished) = sum.withWhole { $0 }
    finished.account.note(source.receipt)
    return (rows, finished)
  }
}
