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
  /// How many records a file has at most: their numbers have 32 bits.
  var recordLimit = Int(UInt32.max)

  /// What one stretch came to.
  private struct Part<Taker: Sendable>: Sendable {
    var taker: Taker
    var log: DiagnosticLog
    var count: DumpCount
  }

  /// What all stretches so far came to.
  private struct Sum<Whole: Sendable>: Sendable {
    var whole: Whole
    var reading: DumpReading
    /// Whether there are more records than can be numbered; the rest is not there then.
    var isOverfull = false
  }

  /// Reads every record.
  ///
  /// - Parameters:
  ///   - whole: what the rows are added to; handed over, for whoever kept it would have it copied.
  ///   - taker: takes the records of one stretch.
  ///   - add: adds what a stretch gave, in the order of the file; its last parameter is how many
  ///     records stand before the stretch.
  /// - Returns: the whole, and what there is to say about the file.
  /// - Throws: what reading the file throws, and `input-too-large` for more records than can be
  ///   numbered; nothing of it counts then.
  func run<Whole: Sendable, Taker: RecordTaker>(
    into whole: consuming Whole, taker: @escaping @Sendable () -> Taker,
    add: @escaping @Sendable (inout Whole, Taker, _ recordBase: Int) -> Void
  ) throws(Failure) -> (Whole, DumpReading) {
    let reading = DumpReading(account: .init(purpose: source.definition.name))
    let sum = InOrder<Part<Taker>, Sum<Whole>>(
      Sum(whole: consume whole, reading: reading)
    ) { sum, part in
      let base = sum.reading.account.recordCount
      sum.isOverfull = sum.isOverfull || part.count.recordCount > recordLimit - base
      guard !sum.isOverfull else { return }
      add(&sum.whole, part.taker, base)
      sum.reading.log.merge(part.log, recordBase: base)
      sum.reading.account.recordCount += part.count.recordCount
      sum.reading.account.rejectedCount += part.count.rejectedCount
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
    var finished = sum.withWhole { $0 }
    if finished.isOverfull { throw .tooManyRecords(in: source.file.name) }
    finished.reading.account.note(source.receipt)
    return (finished.whole, finished.reading)
  }
}
