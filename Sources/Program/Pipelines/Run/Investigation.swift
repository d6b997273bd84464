import Bytes
import Detect
import Diagnostics
import Diff
import Normalize
import Reconciliation
import Revenue

/// Looks up the past of what turned out to differ, and tells how each finding came about.
///
/// Clean inputs cost nothing. Else the packed sights are passed over once more, and the ledgers and
/// queues too; of both only what bears on a finding is kept, so that memory follows the findings.
struct Investigation: Sendable {
  let evidence: Evidence
  let past: StripePast
  let tables: TableInput
  /// The files of the tables, the ledgers' among them.
  let files: [TableInput.File]
  let ledger: LedgerReading
  let workers: Workers

  /// Tells the cause of every finding.
  ///
  /// - Throws: what reading a ledger again throws; `output-unwritable` when sights that went to the
  ///   disk do not come back.
  func tellCauses(of drifts: inout [Drift]) throws(Failure) {
    guard !drifts.isEmpty else { return }
    let search = CauseSearch(evidence, of: drifts)
    let requests = search.requests
    let history = try past.history(
      of: requests.flatMap(\.objects), symbols: evidence.symbols,
      clock: evidence.definition.clock, workers)
    let entries = try entries(about: history, markers: requests.map(\.marker))
    let diff = HistoryDiff(history, evidence)
    let board = search.board(entries)
    let causes = workers.map(inChunksOf: drifts.count) { [drifts] places in
      places.map { place in
        search.cause(of: drifts[place], diff.trace(of: requests[place]), board)
      }
    }
    for (place, cause) in causes.joined().enumerated() { drifts[place].cause = cause }
    search.settle(&drifts)
  }

  /// What ledgers and queues say about the events of a history and about the rows' own markers.
  func entries(
    about history: StripeHistory, markers: [Symbol]
  ) throws(Failure) -> EventEntries {
    let markers = markers.lazy.filter { $0 != .empty }.map { evidence.symbols.text($0) }
    let events = history.events + markers
    let wanted = Set(events.map { RecordedEvents.fingerprint(of: $0) })
    return try tables.entries(files, after: ledger, about: wanted)
  }
}

/// The packed sights of a run, kept for the history of what turns out to differ.
struct StripePast: Sendable {
  let store: SightStore
  /// For each file, how many records stand before each of its pieces.
  let recordBases: [[UInt32]]
  /// All events.
  let register: EventRegister

  /// Lends what revenue follows from, one part of the objects after the other on all threads.
  ///
  /// - Parameters:
  ///   - clock: what time it is.
  ///   - workers: the threads.
  ///   - whole: what nothing comes to.
  ///   - measure: makes something of a part; what it keeps must not hold on to the history.
  ///   - add: adds it to the whole, in the order of the parts, while others are measured.
  /// - Returns: the whole.
  /// - Throws: `output-unwritable` when sights that went to the disk do not come back.
  func revenue<Part: Sendable, Whole: Sendable>(
    clock: ClockRules, _ workers: Workers, into whole: Whole,
    measure: @escaping @Sendable (RevenueHistory) -> Part,
    add: @escaping @Sendable (inout Whole, Part) -> Void
  ) throws(Failure) -> Whole {
    let fold = RevenueFold(clock: clock, terms: store.terms.settled(), register: register)
    let words = store.words
    return try workers.gather(store.division.count, into: whole) {
      [store, recordBases] number throws(Failure) in
      let sights = try store.sights(of: number)
      return measure(fold.history(packed: sights, recordBases: recordBases, words: words))
    } add: {
      add(&$0, $1)
    }
  }

  /// All states of a few objects.
  ///
  /// - Complexity: one pass over the parts that have any of them; memory for their sights only.
  func history(
    of objects: [Symbol], symbols: Symbols, clock: ClockRules, _ workers: Workers
  ) throws(Failure) -> StripeHistory {
    let fingerprints = Set(objects.map { symbols.withView(of: $0) { Fingerprint.of($0) } })
    let numbers = Set(fingerprints.map { store.division.part(of: $0) }).sorted()
    let fold = HistoryFold(clock: clock)
    let words = store.words
    let parts = workers.map(numbers.count) { [store, recordBases] place in
      Result { () throws(Failure) in
        fold.past(
          of: StripeFacts(
            packed: try store.sights(of: numbers[place]), recordBases: recordBases, words: words,
            of: fingerprints),
          symbols: symbols)
      }
    }
    var history = StripeHistory(symbols: symbols)
    for part in parts { history.add(try part.get()) }
    return history
  }

  /// The id of the object that an event is about; `nil` when no record is of the event.
  ///
  /// - Complexity: one pass over all packed sights.
  func object(ofEvent event: String) throws(Failure) -> [UInt8]? {
    for part in 0..<store.division.count {
      if let object = StripeFacts.object(of: event, packed: try store.sights(of: part)) {
        return object
      }
    }
    return nil
  }
}
