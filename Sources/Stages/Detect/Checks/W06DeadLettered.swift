import Billing
import Reconciliation

extension Check {
  static let deadLettered = Check(
    "W06", "dead-lettered",
    definition: "The handler of an event failed for good: nobody tries the event again.",
    origin: "The event meets a fault of the handler each time.",
    harm: .audit, severity: .p2, disposition: .report,
    fix: "Mend the row from Stripe's state, then settle the dead letter with the reason.",
    safeguard: "The database does not have what the event says.",
    personWhen: "The same error stopped events of many objects.",
    needs: [.ledger],
    findInLedger: { check, file in
      file.letters.filter { letter in
        letter.row.progress == .dead && !letter.isObsolete && !file.hasDeadLetter(besides: letter)
      }.map { letter in
        check.finding(
          about: letter, in: file,
          story: "the event failed for good" + letter.circumstances)
      }
    })
}

extension LedgerCase {
  /// Whether a ledger's row says once more what a row of the queue says of the same event.
  func hasDeadLetter(besides letter: LetterView) -> Bool {
    !letter.row.isDeadLetter && queued.contains(letter.event)
  }
}
