import Billing
import Reconciliation

extension Check {
  static let obsoleteDeadLetter = Check(
    "W07", "obsolete-dead-letter",
    definition: "A failed event waits in the queue; the database has what it says, or newer.",
    origin: "A later event or a repair brought the row up to date.",
    harm: .audit, severity: .p3, disposition: .auto,
    fix: "Settle the dead letter as superseded; never process it again.",
    safeguard: "The subscription's row says all that Stripe says.",
    personWhen: "No column says when a failure was settled, or too much of the queue would change.",
    needs: [.ledger, .deadLetters],
    findInLedger: { check, file in
      let obsolete = file.letters.filter { $0.row.isDeadLetter && $0.isObsolete }
      let isTooMuch = file.isTooMuch(ofQueue: obsolete.count)
      return obsolete.map { letter in
        var drift = check.finding(
          about: letter, in: file,
          story: "the database has by now what the failed event says" + letter.circumstances)
        let remedy = file.settlement(of: letter)
        let policy = TablePolicy(evidence: file.board.evidence)
        let hold =
          remedy == .none
          ? "no column of the queue says when a failure was settled"
          : isTooMuch
            ? "more of the queue would change than the pipeline allows"
            : policy.reasonToHold(remedy, in: file.queue, about: letter.view?.object)
        check.mend(&drift, by: remedy, unless: hold)
        return drift
      }
    })
}
