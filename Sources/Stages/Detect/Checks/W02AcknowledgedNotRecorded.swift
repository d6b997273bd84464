import Billing
import Reconciliation

extension Check {
  static let acknowledgedNotRecorded = Check(
    "W02", "acknowledged-not-recorded",
    definition: "Every endpoint answered the event with success; the ledger does not have it.",
    origin: "The application answers before it stores, or drops events it cannot place.",
    harm: .audit, severity: .p1, disposition: .report,
    fix: "Mend the row from Stripe's state, and store an event before answering it.",
    safeguard: "The whole ledger was read, and it has other events of the type.",
    personWhen: "Always: Stripe has nothing left to send.",
    needs: [.ledger],
    findInLedger: { check, file in
      file.events.filter { !$0.isPending && $0.isTypeHeard }.map { view in
        check.finding(
          about: view, in: file,
          story: "the event was answered with success and never stored; others of its type were")
      }
    })
}
