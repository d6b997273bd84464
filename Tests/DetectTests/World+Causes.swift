import Detect
import Diff
import Normalize
import Reconciliation

extension World {
  /// Each finding in a line: code, cause, what in particular, the freeze point, the lost events.
  ///
  /// A finding that belongs to another one names it: `W03 … of S02`.
  var causes: [String] {
    let drifts = told
    return drifts.map { drift in
      let cause = drift.cause
      var words = [drift.code, cause.code.rawValue]
      if let reason = cause.reason { words.append(reason.rawValue) }
      words.append(
        (cause.frozenAtEvent.isEmpty ? "-" : cause.frozenAtEvent) + ">"
          + cause.lostEvents.joined(separator: ","))
      if let parent = drift.parent { words.append("of \(drifts[parent].code)") }
      return words.joined(separator: " ")
    }
  }

  /// The findings with their causes told, and those about events among them.
  var told: [Drift] {
    let evidence = evidence()
    var drifts = drifts(evidence)
    let search = CauseSearch(evidence, of: drifts)
    let requests = search.requests
    var history = StripeHistory(symbols: evidence.symbols)
    history.add(
      HistoryFold(clock: definition.clock).past(of: facts, symbols: evidence.symbols))
    let diff = HistoryDiff(history, evidence)
    let board = search.board(entries)
    for place in drifts.indices {
      drifts[place].cause = search.cause(
        of: drifts[place], diff.trace(of: requests[place]), board)
    }
    search.settle(&drifts)
    DriftDetector(definition: definition).search(evidence).addEventFindings(to: &drifts)
    return drifts
  }

  /// A cancellation that was taken back, while the row says that it ends.
  ///
  /// - Parameter books: what ledger and queue say, a line each.
  /// - Returns: the world, its events and books in place.
  static func cancellationTakenBack(_ books: String) -> World {
    World(
      """
      user u1
      row r1 owner=u1 subscription=s1 customer=cus_1 status=CANCELED ending=yes canceled-at=-5d \
      updated-at=-3d
      event s1 owner=u1 id=evt_1 at=-15d type=created
      event s1 owner=u1 id=evt_2 at=-5d cancelAtPeriodEnd=yes canceledAt=-5d
      event s1 owner=u1 id=evt_3 at=-4d
      \(books)
      """)
  }
}
