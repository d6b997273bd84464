import Billing
import Reconciliation

extension Check {
  static let stuckProcessing = Check(
    "W04", "stuck-processing",
    definition: "The application took an event up, and never said that it was done with it.",
    origin: "It crashed after claiming the event.",
    harm: .audit, severity: .p1, disposition: .auto,
    fix: "Give the event back to be processed, if the handler may run an event twice.",
    safeguard: "Longer than the lease ago, and no newer event of the object was applied.",
    personWhen: "The pipeline does not say that handlers may run an event twice.",
    needs: [.ledger],
    findInLedger: { check, file in
      let rules = file.board.evidence.definition.eventRules
      let stuck = file.letters.filter { letter in
        [.received, .processing].contains(letter.row.progress) && letter.isOverdue(rules)
      }
      return stuck.map { letter in
        var drift = check.finding(
          about: letter, in: file,
          story: "the event was taken up and never finished" + letter.circumstances)
        let remedy = file.returning(letter)
        let hold = file.reasonNotToReturn(letter, by: remedy, in: drift.table)
        check.mend(&drift, by: hold == nil ? remedy : .none, unless: hold)
        return drift
      }
    })
}

extension LedgerCase {
  /// Why an event is not given back by itself.
  fileprivate func reasonNotToReturn(
    _ letter: LetterView, by remedy: Remedy, in table: String
  ) -> String? {
    let evidence = board.evidence
    if let reason = letter.replay.reasonNotToSend { return reason }
    if !evidence.definition.eventRules.isIdempotent {
      return "nothing says that the handler may run an event twice"
    }
    if remedy == .none {
      return "the ledger lacks a key of its own, a word for waiting, or the time of an attempt"
    }
    return TablePolicy(evidence: evidence)
      .reasonToHold(remedy, in: table, about: letter.view?.object)
  }
}
