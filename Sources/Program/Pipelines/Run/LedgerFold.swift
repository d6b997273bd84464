import Diagnostics
import Normalize
import Reconciliation

/// Folds the parts of a store side by side and joins them into one ledger.
struct LedgerFold: Sendable {
  let fold: StripeFold
  let workers: Workers

  /// Folds everything in a store.
  ///
  /// - Parameters:
  ///   - store: the packed facts; its sights stay there.
  ///   - recordBases: for each file, how many records stand before each of its pieces.
  ///   - log: receives what the fold has to say.
  /// - Returns: the ledger of all objects.
  /// - Throws: `output-unwritable` when what went to the disk does not come back.
  func run(
    _ store: SightStore, recordBases: [[UInt32]], log: inout DiagnosticLog
  ) throws(Failure) -> StripeLedger {
    let register = try register(of: store)
    let tainted = store.tainted
    var joined = StripeFold.Joined()
    // A few parts at a time: those that are joined need not be kept.
    let batch = workers.width * 4
    for start in stride(from: 0, to: FactPartitions.count, by: batch) {
      let count = min(batch, FactPartitions.count - start)
      let parts = workers.map(count) { [fold] offset in
        Result { () throws(Failure) in
          let facts = StripeFacts(
            packed: try store.sights(of: start + offset), recordBases: recordBases)
          return fold.fold(facts, register, tainted: tainted)
        }
      }
      for part in parts { joined.add(try part.get()) }
    }
    return fold.finish(joined, register, store.survey, log: &log)
  }

  /// All events, before any sight is folded: a copy with other content may be about another object.
  private func register(of store: SightStore) throws(Failure) -> EventRegister {
    let registers = workers.map(FactPartitions.count) { number in
      Result { () throws(Failure) in
        EventRegister(packed: try store.takeEntries(of: number))
      }
    }
    var whole = EventRegister()
    for register in registers { whole.add(try register.get()) }
    return whole
  }
}
