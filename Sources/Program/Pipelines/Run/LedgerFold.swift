import Bytes
import Diagnostics
import Normalize
import Reconciliation

/// Folds the parts of a store side by side and joins them into one ledger.
struct LedgerFold: Sendable {
  let fold: StripeFold
  let workers: Workers
  /// The kinds of object that the ledger has.
  let kinds: Set<StripeKind>

  /// Folds everything in a store.
  ///
  /// - Parameters:
  ///   - store: the packed facts; its sights stay there.
  ///   - recordBases: for each file, how many records stand before each of its pieces.
  ///   - log: receives what the fold has to say.
  /// - Returns: the ledger of all objects, and the register of all events.
  /// - Throws: `output-unwritable` when what went to the disk does not come back;
  ///   `input-too-large` when there is more than can be numbered.
  func run(
    _ store: SightStore, recordBases: [[UInt32]], log: inout DiagnosticLog
  ) throws(Failure) -> (ledger: StripeLedger, register: EventRegister) {
    let register = try register(of: store)
    let tainted = store.tainted
    // Joined as they come, while others are folded: what is joined need not be kept.
    let words = store.words
    let count = store.division.count
    let joined = try workers.gather(
      count, into: StripeFold.Joined(words: words, partCount: count)
    ) { [fold, kinds] number throws(Failure) in
      // Of the others only copies that disagree count.
      let facts = StripeFacts(
        packed: try store.sights(of: number), recordBases: recordBases, words: words,
        kinds: kinds, keepsOthers: !register.conflicts.isEmpty)
      return fold.fold(facts, register, tainted: tainted)
    } add: {
      $0.add($1)
    }
    if joined.isOverfull { throw .overfull }
    let ledger = fold.finish(joined, register, store.survey, log: &log)
    return (ledger, register)
  }

  /// All events, before any sight is folded: a copy with other content may be about another object.
  private func register(of store: SightStore) throws(Failure) -> EventRegister {
    let registers = workers.map(store.division.count) { number in
      Result { () throws(Failure) in
        EventRegister(packed: try store.takeEntries(of: number))
      }
    }
    var whole = EventRegister()
    for register in registers { whole.add(try register.get()) }
    return whole
  }
}

extension Failure {
  /// A file has more records than can be numbered.
  static func tooManyRecords(in file: String) -> Failure {
    Failure(
      .inputTooLarge, "the file has more records than 32 bits can number", file: file,
      help: "divide the export into several files")
  }

  /// There are more objects, or texts that they consist of, than can be told apart.
  static var overfull: Failure {
    Failure(
      .inputTooLarge, "the exports name more things than 32 bits can number",
      help: "divide the account: each run takes some of its customers")
  }
}
