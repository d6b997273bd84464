import Bytes
import Reconciliation

/// The findings of a run with their causes told, as the checks of events look at them.
struct CausedFindings {
  let evidence: Evidence
  let drifts: [Drift]

  /// A finding of a check for each suspect of those causes, tied to the first finding it explains.
  ///
  /// The event is told with the row it left behind: that finding has the money and the remedy.
  func findings(
    of check: Check, where isMeant: (Cause) -> Bool, story: (Cause) -> String
  ) -> [Drift] {
    var seen: Set<String> = []
    var found: [Drift] = []
    for (place, drift) in drifts.enumerated() where drift.parent == nil && isMeant(drift.cause) {
      let event = drift.cause.suspect ?? ""
      // The entry of a cache is a copy: that it was not dropped is told with it alone.
      guard !drift.code.hasPrefix("W"), !drift.code.hasPrefix("K"),
        event.isEmpty || seen.insert(event).inserted
      else {
        continue
      }
      found.append(finding(of: check, about: drift, at: place, story: story(drift.cause)))
    }
    return found
  }

  private func finding(
    of check: Check, about drift: Drift, at place: Int, story: String
  ) -> Drift {
    var told = Drift(
      of: check, in: evidence.definition.table(.ledger)?.name ?? "", owner: drift.owner,
      story: story)
    told.pastEvent = drift.cause.suspect ?? ""
    told.subscription = drift.subscription
    told.customer = drift.customer
    told.cause = drift.cause
    told.evidence = drift.cause.origins.isEmpty ? drift.evidence : drift.cause.origins
    told.parent = place
    return told
  }
}

extension [Drift] {
  /// Ties each finding about an event to the finding that the event explains.
  mutating func foldEvents(of evidence: Evidence) {
    var explained: [String: Int] = [:]
    for (place, drift) in enumerated() where !drift.code.hasPrefix("W") && drift.parent == nil {
      for event in drift.cause.lostEvents where explained[event] == nil {
        explained[event] = place
      }
    }
    for place in indices where self[place].code.hasPrefix("W") && self[place].parent == nil {
      guard self[place].subject != .empty, self[place].code != "W12" else { continue }
      guard let row = explained[evidence.symbols.text(self[place].subject)] else { continue }
      self[place].parent = row
      // The row's finding tells the same, and where the row froze as well.
      if self[row].cause.code == self[place].cause.code { self[place].cause = self[row].cause }
    }
  }
}
