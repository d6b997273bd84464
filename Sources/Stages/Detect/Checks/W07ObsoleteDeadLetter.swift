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
    personWhen: "Always: the queue is not among the tables that are changed.",
    needs: [.ledger, .deadLetters],
    findInLedger: { check, file in
      file.letters.filter { $0.row.isDeadLetter && $0.isObsolete }.map { letter in
        var drift = check.finding(
          about: letter, in: file,
          story: "the database has by now what the failed event says" + letter.circumstances)
        if drift.disposition == .auto {
          drift.disposition = .review
          drift.heldBack = "the queue is not among the tables that are changed"
        }
        return drift
      }
    })
}
