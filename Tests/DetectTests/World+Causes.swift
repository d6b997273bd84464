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
    let search = CauseSearch(evidence)
    let requests = search.requests(for: drifts)
    let history = HistoryFold(clock: definition.clock).history(
      of: facts, part: 0, of: 1, symbols: evidence.symbols)
    let diff = HistoryDiff(history, evidence)
    let board = search.board(for: drifts, entries)
    for place in drifts.indices {
      drifts[place].cause = search.cause(
        of: drifts[place], diff.trace(of: requests[place]), board)
    }
    search.settle(&drifts)
    DriftDetector(definition: definition).search(evidence).addEventFindings(to: &drifts)
    return drifts
  }
}
