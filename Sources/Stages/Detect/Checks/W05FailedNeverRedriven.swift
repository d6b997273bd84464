import Billing
import Reconciliation

extension Check {
  static let failedNeverRedriven = Check(
    "W05", "failed-never-redriven",
    definition: "The handler of an event failed, and nobody has tried the event again.",
    origin: "What works through the failed events is missing, broken or stopped.",
    harm: .audit, severity: .p1, disposition: .replay,
    fix: "Process the newest failed event of each object again.",
    safeguard: "The database does not have what the event says, and no newer event exists.",
    personWhen: "A newer event of the object exists, or the export does not have the event.",
    needs: [.ledger],
    findInLedger: { check, file in
      let rules = file.board.evidence.definition.eventRules
      let failed = file.letters.filter { letter in
        letter.row.progress == .failed && !letter.isObsolete && letter.isOverdue(rules)
          && !file.hasDeadLetter(besides: letter)
      }
      return failed.map { letter in
        var drift = check.finding(
          about: letter, in: file,
          story: "the event failed and nobody tried it again" + letter.circumstances)
        if drift.disposition == .replay, let reason = letter.replay.reasonNotToSend {
          drift.disposition = .report
          drift.heldBack = reason
        }
        return drift
      }
    })
}
